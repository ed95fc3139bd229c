#include "services/agent/models/rules/lead_ins.h"

namespace lossy::agent {
namespace {

// How a clause starts whose verb is still to come.
constexpr char kClause[] =
    "(the|this|that|these|those|there|there's|it|it's|we|we're|we've|you|you're|he|he's|she|she's|"
    "they|they're|i|i'm|my|our|your|his|her|their|something|somebody|someone|everything|nothing|"
    "one|some|most|all|a|an|at|in|on|when|if|right|maybe)";

constexpr char kPerceiving[] =
    "(hear|see|say|tell|believe|imagine|guess|notice|feel|know|remember)";

constexpr char kBeing[] = "(be being|be hearing|be seeing|be getting|be able|be sure|be fine)";

}  // namespace

absl::Span<const LeadIns::Row> LeadIns::Rows() {
  static const Row kRows[] = {
      {Kind::kPadding,
       "(maybe|perhaps|possibly|probably|definitely|also|just|please|at least|potentially|for sure|"
       "ideally|somehow|really)"},

      {Kind::kOpinion,
       "(i think|i'd think|i do think|i really think|i just think|i still think|"
       "i feel like|i kind of feel like|i just feel like|i believe|i'd say|"
       "i would say|i would argue|i'd argue|my feeling is|my sense is|"
       "my thought is|my guess is) (that|)",
       "", "(so|about|of|not|i|it over|a lot)"},
      {Kind::kOpinion,
       "(i realized|i'm thinking|i was thinking|i keep thinking|i wanted to (say|"
       "mention|note|point out|flag)|i want to (say|mention|note|point out|"
       "flag)|i just want to (say|mention|note|point out|flag)|"
       "i just wanted to (say|mention|note|point out|flag)|i'd like to (say|"
       "mention|point out)|i will say|i'll say|i gotta say|i have to say|"
       "i must say|i would note|let me just say|my only note is|my note is|"
       "my note here is|my main note is|my only thing is|my only issue is|"
       "my one note is|one note is|one thing is|one thing i noticed is|"
       "another thing is|the only thing is|the thing is|the problem is|the issue is|"
       "the main thing is|the main issue is|the problem here is|the issue here is|"
       "the thing here is|the only problem is|the only issue is|what i noticed is|"
       "what i'm seeing is|all i'd say is|it's just that|it's that|the fact is|"
       "the first thing is|the other thing is) (that|)",
       "", "", kClause},
      {Kind::kOpinion,
       "(it feels like|it seems like|it looks like|it sounds like|feels like|seems like|looks like|"
       "sounds like|it appears|it seems|it seems to me) (that|)",
       "", "",
       "(the|this|these|those|there|there's|we|we're|he|he's|she|she's|they|they're|it's|"
       "somebody|someone|something|you|that's|his|her|our|my)"},
      {Kind::kOpinion,
       "(quick note|one note|a note|note|side note|small note|another note|next note|one thing|"
       "another thing|one more thing|one other thing|small thing|last thing|first thing|"
       "first of all|first off|firstly|secondly|lastly|again|next|okay next|so here|"
       "for the record|in my opinion|personally|to me|for me|as a note)",
       "", "(is|was|i|we|you|about|that)", kClause},
      {Kind::kOpinion, "(is it just me or|am i the only one who thinks|do you also think)"},

      {Kind::kRequest,
       "(can|could|would|will|can't|couldn't|should|shouldn't) (we|you|you guys|i|somebody|someone|"
       "the editor|you all|they)",
       "", kPerceiving},
      {Kind::kRequest, "(can|could) (we|you|you guys|somebody|someone) not", "don't"},
      {Kind::kRequest, "can (we|i) see", "show", "(the light|how|that)"},
      {Kind::kRequest,
       "(we|you|they|you guys|he|she|the editor|somebody|someone) "
       "(should|ought to|need to|needs to|have to|has to|gotta|got to|must|might want to|may want "
       "to|"
       "might wanna|will need to|'ll need to|could maybe|could probably|could just|"
       "should probably|should maybe|should really|should just|should definitely|"
       "could also|should also|probably should|definitely should|really should|really need to|"
       "definitely need to|probably need to|just need to|maybe should|still need to|also need to|"
       "would need to|want to|wanna)",
       "", kBeing},
      {Kind::kRequest, "(we're|you're) (gonna|going to) (need to|have to|want to)"},
      {Kind::kRequest, "(we'll|you'll) (need to|have to|want to|wanna)"},
      {Kind::kRequest, "(we've|you've|we|you) got to"},
      {Kind::kRequest, "(we|you) (shouldn't|should not|should never|must not|mustn't|can't just)",
       "don't"},
      {Kind::kRequest, "(let's|let us) not", "don't"},
      {Kind::kRequest, "(i'd|i would) not", "don't"},
      {Kind::kRequest, "(i wouldn't|we don't want to|you don't want to)", "don't",
       "(say|mind|call|know|be)"},
      {Kind::kRequest, "(maybe|please) (don't|do not)", "don't"},
      {Kind::kRequest, "(let's|let us)", "", "(see|hope|say|face)"},
      {Kind::kRequest,
       "(i want|i need|i'd like|i would like|i'd love|i would love|i'd prefer|i'd love for|"
       "i would love for|i'd like for|i'd want|i want for|i'm asking|i was hoping for) "
       "(you|us|you guys|them|him|her|the editor) to",
       "", kBeing},
      {Kind::kRequest,
       "(i want to|i'd like to|i would like to|i'd love to|i would love to|we'd like to|"
       "i wanna|i think i'd like to|it would be (nice|good|great|cool|lovely) to|"
       "it'd be (nice|good|great|cool|lovely) to|would be (nice|good|great|cool|lovely) to|"
       "i'd really like to|i'd really love to|i really want to) (see|get|have)",
       "show", "(how|what|if|whether|you|us|the same|that|it)",
       "(more|less|a|an|some|the|his|her|their|our|another|that|this)"},
      {Kind::kRequest,
       "(it would be|it'd be|that would be|would be|it might be|it'll be|it will be|wouldn't it "
       "be) "
       "(great|good|nice|better|best|awesome|cool|helpful|ideal|amazing|perfect|lovely|useful|"
       "worth it|fantastic|wonderful|so great|really great|really nice|really good|even "
       "better|super "
       "helpful) "
       "if (we|you|you guys|they|somebody|someone|he|she) (could|can|were to|would|just) "
       "(maybe|just|also|)",
       "", kPerceiving},
      {Kind::kRequest,
       "(i'd love it|i would love it|i'd like it|i would like it|i'd prefer it|i'd appreciate it|"
       "i would appreciate it|i'd be happy|i'd be happier|i'd prefer) if "
       "(we|you|you guys|they) (could|can|would)"},
      {Kind::kRequest,
       "(it would be|it'd be|would be|it might be) (great|good|nice|better|best|cool|helpful|ideal|"
       "lovely|useful|really nice|really good|smart|wise|fun) to",
       "", "(see|hear|know|have|get|be)"},
      {Kind::kRequest,
       "(is it possible|would it be possible|is there a way|is there any way|is there a chance|"
       "would it make sense|does it make sense|do you think it would be possible|"
       "do you think it's possible|it's worth trying|it would make sense|it makes sense) "
       "(to|for you to|for us to|we can|you can|we could|you could|that you could|that we could)",
       "", kPerceiving},
      {Kind::kRequest,
       "(do you think|i wonder if|i'm wondering if|i was wondering if|wondering if|i don't know if|"
       "i'm not sure if|not sure if|any chance|if|what if|maybe if|perhaps if|see if|can you see "
       "if|"
       "let's see if) (we|you|you guys) (could|can|should) (maybe|just|also|)",
       "", kPerceiving},
      {Kind::kRequest, "why don't (we|you|you guys)"},
      {Kind::kVerb, "(what if|how about if|what about if|how about|suppose) (we|you|i)"},
      {Kind::kRequest,
       "(i suggest|i'd suggest|i would suggest|i recommend|i'd recommend|i propose) (that|) "
       "(we|you)"},
      {Kind::kRequest,
       "(my suggestion|my recommendation|what i'd do|what i would do|one idea|the fix) (is|would "
       "be) "
       "(to|)",
       "", kClause},
      {Kind::kRequest,
       "(make sure to|be sure to|remember to|don't forget to|go ahead and|feel free to)", "",
       "(like|subscribe)"},
      {Kind::kVerb,
       "(i'd|i would|we can|you can|i can|we could|you could|we would|you would|you might|we might|"
       "you may|we may|i might|i'd maybe|i would maybe|i'd probably|i would probably|i'd just|"
       "i would just|i'd definitely|i'd personally|i'd actually|i'd really|i want to|i'd like to|"
       "i would like to|want to|you wanna|wanna|needs to|need to|have to|try to|try and|"
       "let me|should|could|gonna|going to|i'd rather|i would rather|"
       "it's time to|it's better to|better to|i say|i say we|i vote we|i'd love to) "
       "(maybe|just|also|)"},
      {Kind::kGerund,
       "(how about|what about|would you mind|do you mind|i'd suggest|i would suggest|i suggest|"
       "i'd recommend|i recommend|it might be worth|it's worth|it may be worth|maybe worth|"
       "might be worth|would be worth|i'd consider|consider|let's consider|let's try|let's talk "
       "about|"
       "i'm thinking about|i was thinking about|i'm thinking|thinking about|think about|i'd be for|"
       "can we try|could we try|could we consider|we could try|you could try|what do you think "
       "about|"
       "i'm for|i vote for|have you thought about|have you tried|have you considered|"
       "did you try|did you consider|any thoughts on) (maybe|just|)"},

      {Kind::kRequest,
       "(we need|we'll need|you'll need|we could use|i need|i want|you need|i'd like|i would "
       "like|i'd love|"
       "i would love|we want|there should be|there needs to be|there could be|i'd love to have|"
       "it would be (nice|good|great) to have|it'd be (nice|good|great) to have|i'd like to have|"
       "we should have|we probably need|i think we need|you could use|this could use|it could use|"
       "could use)",
       "add",
       "(a new|a different|a better|a second take|a vertical|a horizontal|a square|a version|a "
       "copy|a fifteen|a thirty|a sixty|a minute|a second|some time|"
       "one of|one more day|some more time)",
       "(a|an|some|more|another|one more|a few|extra|additional)"},
      {Kind::kRequest, "(can|could|may) i (get|have)", "provide"},
  };
  return kRows;
}

}  // namespace lossy::agent
