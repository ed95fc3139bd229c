#include "services/agent/models/rules/predicate_rules.h"

#include <algorithm>

namespace lossy::agent {
namespace {

// The largest distance of a verb from the start of its clause, in words.
constexpr std::size_t kReach = 14;

constexpr absl::string_view kShouldBe[] = {
    "(needs to|need to|should|has to|have to|could|must|ought to|should probably|probably needs to|"
    "really needs to|definitely needs to|should really|could probably|needs to probably|"
    "just needs to|might need to|may need to|should definitely|could maybe|needs) (be|get|be "
    "made)"};
constexpr absl::string_view kComparatives[] = {
    "(louder|quieter|softer|lower|higher|bigger|smaller|larger|brighter|darker|lighter|warmer|"
    "cooler|colder|slower|faster|quicker|shorter|longer|tighter|wider|closer|sharper|smoother|"
    "cleaner|clearer|crisper|stronger|weaker|simpler|bolder|thicker|thinner|snappier|punchier|"
    "softer|subtler|richer|deeper|earlier|later|better|funnier|stickier|taller|centered|bold|"
    "consistent|readable|visible)",
    "(more|less) (subtle|dramatic|dynamic|obvious|visible|vibrant|saturated|prominent|readable|"
    "legible|concise|engaging|specific|natural|consistent|energetic|colorful|contrasty|clear|"
    "intense|aggressive|distracting|noticeable|balanced|even|gradual|upbeat|exciting|punchy|"
    "professional|cinematic|playful|modern|transparent|opaque|casual|serious|interesting)"};
constexpr absl::string_view kDegrees[] = {
    "(a bit|a little|a little bit|much|way|slightly|a lot|even|just a bit|a tad|a touch|far|maybe|"
    "probably|really|so much|just)"};
constexpr absl::string_view kNeeds[] = {
    "(needs|need|could use|wants|really needs|definitely needs|just needs|probably needs|still "
    "needs|"
    "should have|needs to have)"};
constexpr absl::string_view kLacks[] = {
    "(lacks|lack|is missing|are missing|is lacking|doesn't have)"};
constexpr absl::string_view kAmounts[] = {
    "(more|some|a|an|a bit more|a little more|a bit of|a little|another|a touch of|a touch more|"
    "a lot more|way more|much more|some more|a few|one more)"};

Sentence Part(const Sentence& clause, std::size_t from, std::size_t to) {
  return {clause.begin() + static_cast<std::ptrdiff_t>(from),
          clause.begin() + static_cast<std::ptrdiff_t>(to)};
}

}  // namespace

DoesWrongRule::DoesWrongRule() {
  for (const Predicate& predicate : ProblemTable::English().predicates)
    predicates_.Add(predicate.pattern, predicate);
}

std::optional<Rewritten> DoesWrongRule::Try(const Sentence& clause) const {
  const std::vector<std::string> keys = Keys(clause);
  for (std::size_t at = 1; at < std::min(kReach, keys.size()); ++at) {
    const auto match = predicates_.MatchAt(keys, at);
    if (match.length == 0) continue;
    const std::size_t end = at + match.length;
    if (match.value->final && end != keys.size()) continue;
    const std::optional<Subject> subject = subjects_.Parse(Part(clause, 0, at));
    if (subject) return ending_.Attach(match.value->action, *subject, clause, end);
  }
  return std::nullopt;
}

ShouldBeRule::ShouldBeRule(const Verbs& verbs)
    : verbs_(verbs), should_be_(kShouldBe), comparatives_(kComparatives), degrees_(kDegrees) {}

std::optional<Rewritten> ShouldBeRule::Try(const Sentence& clause) const {
  const std::vector<std::string> keys = Keys(clause);
  for (std::size_t at = 1; at < std::min(kReach, keys.size()); ++at) {
    const std::size_t modal = should_be_.MatchAt(keys, at);
    if (modal == 0) continue;
    const std::optional<Subject> subject = subjects_.Parse(Part(clause, 0, at));
    if (!subject) continue;
    const std::size_t how = at + modal;
    const std::size_t degree = degrees_.MatchAt(keys, how);
    const std::size_t comparative = comparatives_.MatchAt(keys, how + degree);
    if (comparative > 0) {
      const std::size_t end = how + degree + comparative;
      const std::string suffix = Join(Part(clause, how, end));
      return ending_.Attach({"make", "", suffix}, *subject, clause, end);
    }
    const std::string verb = how < keys.size() ? verbs_.FromParticiple(keys[how]) : "";
    if (!verb.empty()) return ending_.Attach({verb}, *subject, clause, how + 1);
  }
  return std::nullopt;
}

NeedsRule::NeedsRule() : needs_(kNeeds), lacks_(kLacks), amounts_(kAmounts) {}

std::optional<Rewritten> NeedsRule::Try(const Sentence& clause) const {
  const std::vector<std::string> keys = Keys(clause);
  for (std::size_t at = 1; at < std::min(kReach, keys.size()); ++at) {
    const std::size_t lacks = lacks_.MatchAt(keys, at);
    const std::size_t verb = std::max(lacks, needs_.MatchAt(keys, at));
    const std::size_t what = at + verb;
    if (verb == 0 || (lacks == 0 && amounts_.MatchAt(keys, what) == 0)) continue;
    const std::size_t end = ending_.FirstAdverbial(keys, what);
    if (end == what) continue;
    const std::optional<Subject> subject = subjects_.Parse(Part(clause, 0, at));
    if (!subject) continue;
    const std::string verb_phrase = "add " + Join(Part(clause, what, end)) + " to";
    return ending_.Attach({verb_phrase}, *subject, clause, end);
  }
  return std::nullopt;
}

}  // namespace lossy::agent
