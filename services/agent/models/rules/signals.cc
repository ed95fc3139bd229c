#include "services/agent/models/rules/signals.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "services/agent/models/rules/fillers.h"

namespace lossy::agent {
namespace {

constexpr absl::string_view kPraise =

    "(love|loved|loving|great|nice|nicely|perfect|perfectly|beautiful|beautifully|"
    "gorgeous|amazing|awesome|fantastic|excellent|brilliant|stunning|lovely|"
    "wonderful|impressive|hilarious|superb|terrific|incredible|well done|good job|"
    "nice job|great job|good work|great work|nailed|nails it|works well|work well|"
    "works great|works really well|working well|works nicely|works for me|"
    "works beautifully|working great|looks good|looks great|look good|look great|"
    "looking good|looking great|sounds good|sounds great|feels good|feels great|"
    "feels right|happy with|pleased with|proud of|i like|i really like|we like|"
    "i'm liking|really good|so good|very good|pretty good|super good|good stuff|"
    "good shape|good to go|great shape|came out|turned out|spot on|on point|"
    "chef's kiss|kudos|congrats|congratulations|no notes|no complaints|no changes|fine with|okay "
    "with|ok with|"
    "nothing to change|wouldn't change|don't change a thing|don't change anything|"
    "can't complain|not bad|nothing wrong|no issues|no problems|keep it up|"
    "big improvement|much better|way better|so much better|huge improvement|favorite|your "
    "best|best one|best so far|best yet|"
    "favourite|the best|top notch|killer|dope|solid|effective|powerful|good|smart|"
    "clever|fun|smooth|crisp|fits perfectly|all good|couldn't be happier|"
    "not too bad|thumbs up|bravo|yay|hits hard|stoked|thrilled|impressed|"
    "blown away|fan of this|big fan|we're good|i'm good with|ship it|lands well|"
    "lands perfectly|exactly what|just right|the right|don't touch|"
    "doesn't need anything|step up|really works|works really|this works|that works|"
    "it works|is fine|are fine|looks fine|sounds fine|it's fine|that's fine|this is fine|fine by "
    "me|goosebumps|laughed|"
    "made me laugh|strong|right on|coming together|comes together|good "
    "call|happy|excited|enjoy|enjoyed|charming|"
    "elegant|tasteful|engaging|compelling|captivating|improved|improvement|"
    "better than|approved|is cool|really cool|so cool|looks cool|super cool|works|"
    "lands|good one|yes exactly|beautifully done|on brand|i'm into it|i dig|dig it|"
    "digging|adore|magic|polished|professional|so moving|very moving|really "
    "moving|touching|funny|approve|"
    "slick|stylish|flows|right amount|like it|like this|like that|like how|"
    "like where|like the way|don't change this|keep this|keep it|keep that)";

constexpr absl::string_view kPreserving[] = {
    "(don't|do not|wouldn't|never) (touch|change|lose|cut) (it|this|that|a thing|anything|any)",
    "(leave|keep) (it|this|that|all of this|all of it|everything) (alone|as is|as it is|as they "
    "are|"
    "exactly|just|the way|in)"};

// What follows is somebody's word, not the speaker's own.
constexpr absl::string_view kQuoting[] = {"(the|this|that) (word|words|phrase)",
                                          "(says|say|said|saying)"};

constexpr absl::string_view kComplaint =

    "(too|not|isn't|aren't|wasn't|doesn't|don't|didn't|can't|cannot|couldn't|"
    "won't|never|weird|weirdly|wrong|off|odd|oddly|awkward|awkwardly|bad|badly|"
    "terrible|horrible|awful|ugly|boring|confusing|confused|confuses|distracting|"
    "distracts|jarring|missing|needs|need|should|could be|would be better|hard to|"
    "difficult|unclear|issue|issues|problem|problems|mistake|mistakes|error|"
    "errors|typo|typos|glitch|glitches|glitchy|cheesy|hate|hated|annoying|annoys|"
    "harsh|messy|sloppy|abrupt|abruptly|lost|dull|flat|choppy|shaky|blurry|echo|"
    "hiss|hum|buzz|buzzing|cuts out|drops out|why|instead|without|barely|hardly|"
    "out of focus|washed out|blown out|muffled|tinny|drags|dragging|drag|rushed|"
    "rushing|sluggish|slow|loud|quiet|dark|long|cluttered|busy|crooked|tilted|"
    "misspelled|spelled wrong|mispronounces|mispronounced|contradicts|misleading|"
    "outdated|inaccurate|repetitive|redundant|random|unnecessary|cringe|cringey|"
    "tacky|amateur|unprofessional|cheap|fake|unnatural|stiff|robotic|monotone|"
    "disconnected|inconsistent|mismatch|mismatched|jumps|flickers|flickering|"
    "flicker|stutters|pixelated|grainy|noisy|noise|clipping|peaking|distorted|"
    "crushed|oversaturated|overexposed|underexposed|glare|visible|covers|covering|"
    "blocking|blocks|overlaps|overlapping|cropped|cut off|obscured|lost in|gap|"
    "forever|ages|zoned out|bored|sticks out|wish|prefer|rather|better if|"
    "would help|but it's|forgot|forgotten|old|incorrect|lull|drowns|drowned|"
    "competing|fighting|fights|clashes|clash|unflattering|shadowy|tint|tinted|"
    "bleeding|bleeds|bothers|bothering|bugs me|takes me out|pulls me out|throws me|"
    "threw me|makes no sense|loses|lose me|stale|overpowering|overpowers|"
    "overwhelming|suddenly|out of nowhere|out of sync|no reason|left a|you left|"
    "muddy|popping|crackling|clicking|greenish|yellowish|warmer|cooler|sits there|"
    "staring at|in the way|unreadable|illegible|wobbly|jittery|anticlimactic|"
    "underwhelming|disappointed|disappointing|i expected|expected "
    "something|weak|vague|generic|cliche|predictable|not sure about|"
    "not sure this|not convinced|not sold|not crazy about|not a fan|not loving|"
    "on the fence about|something else|rethink|overstays|sprinting|nobody|no one|"
    "mispronouncing|misses|missed|fails|dropped|doubled|repeats|repeated|twice|"
    "again|over and over|last year's|rambling|rambles|low res|grey|ashen|jarringly|"
    "pops|thin|hollow|tedious|bumps|bump|dips|spikes|changes|sags|drop out|"
    "wrong way|backwards|upside down|out of place|unbalanced|lopsided|uneven|"
    "unnecessarily|stumbles|stutter|breaks|broken|ruins|spoils|kills|hurts|"
    "over the top|more like|less|more|louder|quieter|bigger|smaller|brighter|"
    "darker|faster|slower|longer|shorter|sooner|closer|tighter|wider)";

constexpr absl::string_view kHedges =

    "((sounds|looks|feels|seems|sound|look|feel) like (it|this|that|how)|i think|i feel like|i "
    "feel|i believe|i'd say|could|might|seems|seem|"
    "feels like|a bit|a little|slightly|somewhat|would be nice|if possible|i wonder|"
    "wondering|a tad|should we|can we|sorta|kinda|kind of|sort of|i'd almost|"
    "somehow|i wanna say)";
constexpr absl::string_view kStrongHedges =
    "(maybe|perhaps|possibly|i guess|i suppose|not sure|i don't know|i dunno|dunno|i'm not certain|"
    "probably|not a big deal|might be|just me|could be wrong|what if|i'm not sure|who knows|"
    "not totally sure|on the fence|i could be wrong|take it or leave it|can't put my finger)";

constexpr absl::string_view kSpecific =
    "(here|there|second|seconds|minute|minutes|frame|frames|beginning|the end|the start|the intro|"
    "the outro|half|percent|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|"
    "forty|fifty|sixty|hundred|first|last|right when|right after|the middle|this shot|this part|"
    "right on (top|the|his|her|my|their)|"
    "this line|this cut|this scene)";

}  // namespace

Signals& Signals::operator+=(const Signals& other) {
  words += other.words;
  hesitations += other.hesitations;
  praise |= other.praise;
  preserves |= other.preserves;
  complaint |= other.complaint;
  hedges += other.hedges;
  specific |= other.specific;
  return *this;
}

SignalReader::SignalReader() : preserving_(kPreserving), quoting_(kQuoting) {
  phrases_.Add(kStrongHedges, Signal::kStrongHedge);
  phrases_.Add(kHedges, Signal::kHedge);
  phrases_.Add(kPraise, Signal::kPraise);
  phrases_.Add(kComplaint, Signal::kComplaint);
  phrases_.Add(kSpecific, Signal::kSpecific);
}

Signals SignalReader::Read(absl::Span<const std::string> keys) const {
  Signals signals;
  signals.words = static_cast<int>(keys.size());
  signals.preserves = preserving_.CountIn(keys) > 0;
  for (std::size_t at = 0; at < keys.size();) {
    signals.hesitations += IsHesitation(keys[at]) ? 1 : 0;
    signals.specific |=
        absl::c_any_of(keys[at], [](char c) { return absl::ascii_isdigit(c) != 0; });
    if (const std::size_t quoting = quoting_.MatchAt(keys, at); quoting > 0) {
      at += quoting + 1;
      continue;
    }
    const auto match = phrases_.MatchAt(keys, at);
    at += std::max<std::size_t>(match.length, 1);
    if (match.length == 0) continue;
    signals.praise |= *match.value == Signal::kPraise;
    signals.complaint |= *match.value == Signal::kComplaint;
    signals.specific |= *match.value == Signal::kSpecific;
    signals.hedges += *match.value == Signal::kHedge         ? 1
                      : *match.value == Signal::kStrongHedge ? 2
                                                             : 0;
  }
  return signals;
}

}  // namespace lossy::agent
