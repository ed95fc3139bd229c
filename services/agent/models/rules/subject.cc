#include "services/agent/models/rules/subject.h"

namespace lossy::agent {
namespace {

constexpr std::size_t kLongestThing = 12;

constexpr absl::string_view kPrepositions[] = {
    "(at|in|on|around|during|near|from|after|before|by|towards|toward|throughout|when|while|as|"
    "right at|right when|right after|right before|right around|between|until|for|over|under|once|"
    "just after|just before|with|behind|through|across|into|up to|about|here at|here in|up until)"};
constexpr absl::string_view kDeterminers[] = {
    "(the|a|an|this|that|these|those|it|they|his|her|its|our|my|your|their|everything|all)"};
constexpr absl::string_view kNeverFirst[] = {
    "(does|do|did|can|could|should|would|will|has|have|had|am|i|we|you|he|she|i'm|i'll|we'll|you'"
    "ll|they'll|he'll|she'll|we're|you're|he's|she's|who|what|"
    "how|why|where|if|there|here|because|not|"
    "since|although|though|to|and|but|or|so|maybe|nothing|nobody|is|are|was|don't|isn't|can|let's|"
    "one thing|the problem|the issue|the thing|the only thing|my|whether|which|of|than|everyone|"
    "somebody|someone)"};
constexpr absl::string_view kRelatives[] = {"(where|when|that|who|which|he's|she's|of him|of her)"};
constexpr absl::string_view kNeverInside[] = {
    "(but|because|if|so|i|we|you|he|she|they|it|is|are|was|were|isn't|don't|doesn't|has|have|can|"
    "can't|could|should|would|will|won't|needs|feels|looks|sounds|seems|it's|that's|there's|i'm|"
    "what|how|why|not|or|think|like|than|love|there|makes|does|did|do)"};

}  // namespace

Subjects::Subjects()
    : prepositions_(kPrepositions),
      determiners_(kDeterminers),
      never_first_(kNeverFirst),
      relatives_(kRelatives),
      never_inside_(kNeverInside) {}

bool Subjects::IsThing(const std::vector<std::string>& keys) const {
  if (keys.empty() || keys.size() > kLongestThing) return false;
  if (never_first_.MatchAt(keys, 0) > 0 && keys[0] != "my") return false;
  if (prepositions_.MatchAt(keys, 0) > 0) return false;
  if (keys.size() == 1) return true;
  for (std::size_t i = 1; i < keys.size(); ++i) {
    // "The part where he talks": all following words still name the part.
    if (relatives_.MatchAt(keys, i) > 0) return i + 1 < keys.size();
    if (never_inside_.MatchAt(keys, i) > 0) return false;
  }
  return true;
}

std::size_t Subjects::ThingAfterMoment(const Sentence& words,
                                       const std::vector<std::string>& keys) const {
  if (prepositions_.MatchAt(keys, 0) == 0) return 0;
  for (std::size_t i = words.size(); i-- > 1;) {
    if (words[i - 1].tail == ',') return i;
  }
  for (std::size_t i = words.size(); i-- > 2;) {
    if (determiners_.MatchAt(keys, i) == 0) continue;
    if (prepositions_.MatchAt(keys, i - 1) == 0 && keys[i - 1] != "of") return i;
  }
  return 0;
}

std::optional<Subject> Subjects::Parse(Sentence words) const {
  const std::size_t start = ThingAfterMoment(words, Keys(words));
  Subject subject;
  subject.moment.assign(words.begin(), words.begin() + start);
  subject.thing.assign(words.begin() + start, words.end());
  if (!IsThing(Keys(subject.thing))) return std::nullopt;
  if (!subject.moment.empty()) subject.moment.back().tail = 0;
  subject.thing.back().tail = 0;
  return subject;
}

}  // namespace lossy::agent
