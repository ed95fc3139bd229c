#include "services/agent/models/rules/vocabulary_tables.h"

namespace lossy::agent {
namespace {

constexpr int kTopic = notes::v1::NOTE_CATEGORY_CONTENT;

constexpr Entry kEntries[] = {
    {kTopic, 5,
     "(call to action|cta|talking point|talking points|key message|main message|"
     "main point|the point|get to the point|value proposition|value prop|fact check|"
     "free trial|punch line|punchline|story line|storyline|selling point|use case|"
     "use cases|not true|isn't true|factually|out of date|old price|new price|old name|"
     "wrong name|wrong number|wrong price|wrong term|wrong person|wrong year|"
     "wrong title|legal won't|legal will|legal won't like|off message|off brand|"
     "target audience|the audience|who this is for|what this is about|what it does|"
     "what we do|what the product|why they should|so what|social proof|case study|"
     "takeaway|take away|takeaways|key point|pain point|pain points|elevator pitch|"
     "joke|mispronounce|pronounce|know what|nobody knows|no one knows|"
     "nobody's going to know|people won't know|people won't get|people won't understand|"
     "prove|best in class|lead with|feature works|how it works|how that works|rambling|"
     "rambles|tangent|off topic|repeats himself|repeats herself|same thing twice|"
     "says the same|already said|already told|report|data|survey|last year's|partner|"
     "sponsor|shout out|give credit|name drop|buzzword|buzzwords|corporate|"
     "condescending|too technical|beginner|beginners|backstory|background information|"
     "background on|why it matters|why this matters|why should|value add|solution|"
     "set up the problem|explain why|explain how|tell us|tell them|tell people|find out|"
     "never learn|never explained|who he is|who she is|who they are|what he does|"
     "what she does|compliance|can't say|not allowed|we don't say|we call it|"
     "it's called|technically|true|false|bogus|exaggerated|exaggeration|overpromise|"
     "hype|formal|political|religion|pronouns|grammar|the ask|cliffhanger|monologue|"
     "acting|performance|his delivery|her delivery|line delivery|the delivery|scripted|"
     "improv|improvise|memorized|sincere|authentic|authenticity|genuine|forced|"
     "belabor|belabors|bury the lede|buries the lede|burying|lede|thesis|logic|"
     "logical|leap|assumption|assume|assumes|bias|biased|stereotype|cringe|cringey|"
     "story arc|arc|transition in the story|moral|inside joke|reference|pop culture|"
     "dated|out of touch|slang|cuss|f word|f bomb|customer quote|statistics|revenue|"
     "sales|market|marketing|strategy|ingredient|recipe|refund|policy|address the|"
     "answers the|answer the|objection|rebuttal|counterpoint|opening line|closing line|"
     "last line|first line|headline news|call out the|spell out what|spell out why|"
     "more specific|be specific|too vague|too generic|generic|vague|oversimplified|"
     "dumbed|nuance|speculation|unsubstantiated|misquoted|misstates|misspoke|mixed up|"
     "mixes up|wrong fact|wrong city|wrong state|wrong country|wrong month|wrong model|"
     "wrong product|wrong company|got the name wrong|gets the name wrong|is wrong|"
     "are wrong|wasn't founded|was founded|founded in|born in|happened in|in 20|"
     "there are actually|it's actually|isn't a|says it's|answers the question|"
     "customers not|users not|should say|shouldn't say|makes sense|make sense|"
     "doesn't make sense|no mention|what problem|the problem we|that date|wrong date|"
     "this date|the date is|founded|warranty|ad lib|ramble|the actual demo|"
     "actual product|product demo|talk more about|talk less about|say more about|"
     "says nothing|say something about|talks too much about|say that we|say it's|say the|"
     "don't say|doesn't say|never says|never say|never mention|never mentions|"
     "doesn't mention|not mention|mention that|mention how|mention the|forgot to mention|"
     "forgets to mention|leave out the fact|the fact that|skip the history|history of|"
     "history|explains why|explain what|explain that|explained|no context|"
     "without context|more context|lacks context|context for|introduce him|introduce her|"
     "introduce who|who is this|who this is|who that is|credentials|expert|expertise|"
     "title of the study|proof|proven|numbers to back|back it up|back that up|"
     "back this up with|anecdotal|opinion|sounds like an opinion|correct term|right term|"
     "right word|wrong word|correct word|better word|different word|word choice|"
     "choice of words|the phrase|this phrase|that phrase|this sentence|that sentence|"
     "the sentence|talking about|what he means|what she means|what they mean|"
     "what this means|what that means|makes it sound|makes us sound|make us sound|"
     "sounds like we|sound like we|sounds salesy|sounds arrogant|sounds defensive|"
     "sounds negative|negative|positive|upbeat message|tone deaf|messaging is|"
     "message is|off brand message|the pitch|value|pricing is|price is|cost is|costs|"
     "dollars|percent|million|billion|thousand|part about|bit about|section about|"
     "segment about|lawsuit)"},
    {kTopic, 5.5,
     "(abbreviation|abbreviations|insider|no clue|have no idea|no idea what|"
     "people to do|want people to|viewers to do|can't promise|don't promise|"
     "shouldn't promise|we promise|not a thing|isn't a thing|anymore|any more|no longer|"
     "(makes|make) us look (bad|cheap|old|silly|stupid|arrogant|small)|"
     "complain about|complains about|complaining about|not how|isn't how|wasn't how|"
     "how it works now|works differently|works like that|worked before|reason given|"
     "no reason|give a reason|give me a reason|why anybody|why anyone|why somebody|"
     "why someone|why people|why would|who he is|say something about|says something|"
     "people always ask|people ask|people will ask|they'll ask|is that true|is this true|"
     "is that right|is that still|is this still|still true|still correct|still offer|"
     "still have that|not free|it's free|say it's free|price on the|ending kind of|"
     "my mother|my mom would|my grandmother|a layman|lay person|outsider|"
     "newcomer|nobody understands|no one understands|get what this|understand what this|"
     "left out the|forget to say|forgets to say|forgot to say|leaves out|left out)"},
    {kTopic, 4,
     "(story|script|message|messaging|narrative|claim|claims|fact|facts|factual|"
     "argument|explain|explains|explanation|explaining|example|examples|mention|"
     "mentions|mentioned|mentioning|statistic|stat|stats|statement|context|hook|"
     "quote|quotes|quoted|mispronounced|mispronounces|pronunciation|pronounces|"
     "contradict|contradicts|contradictory|misleading|inaccurate|accurate|incorrect|"
     "misinformation|jargon|acronym|acronyms|define|definition|clarify|clarifies|"
     "clarification|clearer explanation|unclear|confusing|confused|understand|"
     "information|info|detail|details|topic|topics|subject matter|introduce|"
     "introduces|introduction of|summary|summarize|recap|conclusion|competitor|"
     "competitors|customer|customers|testimonial|testimonials|benefit|benefits|feature|"
     "features|pricing|price|prices|cost|offer|discount|disclaimer|swear|swearing|"
     "curse|profanity|offensive|insensitive|inappropriate|sexist|humor|funny|audience|"
     "viewer|viewers|convincing|persuasive|evidence|source|sources|citation|cite|"
     "study|research|premise|plot|theme|ending|payoff|stakes|character|motivation|"
     "analogy|metaphor|terminology|wording|phrasing|rephrase|reword|phrase|sentence|"
     "says|said|say|line|lines|question|answer|elaborate|wrong|outdated|demo|"
     "product|promise|elevator|salesy|preachy|cliche|relevant|irrelevant|redundant|"
     "obvious|anecdote|interviewee|spokesperson|ceo|founder|company name|product name|"
     "mission|tutorial|instructions|missing step|learn|teach|lesson|argue|"
     "perspective of|credibility|credible|trust|emotional|resonate|resonates)"},
    {kTopic, 4, "(warning|warnings|making fun|make fun|makes fun|the swearing|wrong thing)"},
    {kTopic, 3, "(introduction|agreed on)"},
    {kTopic, 3,
     "(means|meaning|friendly|casual|specific|concrete|speaker|guest|host|"
     "year|years)"},
    {kTopic, 2, "(interview)"},
    {kTopic, 6, "(never hear (what|about|why|how|from|that))"},
    {kTopic, 2.5, "(words|word|point|points|step|steps|energy level|this line|that line|the line)"},
    {kTopic, 1.5,
     "(name|number|date|tell|talk about|talks about|describe|actually|idea|concept|"
     "why|address|include|term)"},
};

}  // namespace

absl::Span<const Entry> ContentEntries() { return kEntries; }

}  // namespace lossy::agent
