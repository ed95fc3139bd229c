#include "services/agent/models/rules/presence_rules.h"

#include <algorithm>

namespace lossy::agent {
namespace {

constexpr absl::string_view kThereIs[] = {
    "(there's|there is|there are|there're|there was|there were|i hear|i can hear|i see|i can see|"
    "you can see|you can hear|we can see|we can hear|i'm hearing|i'm seeing|i noticed|i spotted|"
    "you see|you hear|we see|we hear) (still|also|clearly|really|)"};
constexpr absl::string_view kDefectDeterminers[] = {
    "(a|an|this|these|some|like a|a lot of|the|one|two|a few|a bit of|a little bit of|a little|"
    "way|just)"};
constexpr struct {
  absl::string_view pattern;
  absl::string_view verb;
} kAmounts[] = {
    {"(way|a bit|a little|just|far|a little bit|) too much", "reduce the"},
    {"(way|a bit|a little|just|far|) too many", "use fewer"},
    {"(not|never) enough", "add more"},
};
constexpr absl::string_view kNotNeeded[] = {
    "(i don't think we need|we don't need|we don't really need|i don't think we really need|"
    "you don't need|we can lose|we can do without|we could lose|you can lose|we could do without|"
    "i'm not sure we need|not sure we need|i don't know that we need|i don't know if we need|"
    "i'm not sure we really need|no need for)"};
constexpr absl::string_view kPlainDeterminers[] = {
    "(the|this|that|these|those|any of|his|her|their|both|all)"};
constexpr absl::string_view kHearable[] = {"(the|this|that|these|his|her|their|our|him|them)"};
constexpr struct {
  absl::string_view perceive;
  absl::string_view suffix;
} kSenses[] = {{"hear", "audible"}, {"read", "readable"}};

}  // namespace

ThereIsRule::ThereIsRule() : there_is_(kThereIs), determiners_(kDefectDeterminers) {
  for (const auto& [pattern, verb] : kAmounts) {
    amounts_.Add(pattern, Action{.verb = std::string(verb)});
  }
  for (const Defect& defect : ProblemTable::English().defects) {
    defects_.Add(defect.pattern, defect.verb);
  }
}

std::optional<Rewritten> ThereIsRule::Try(const Sentence& clause) const {
  static constexpr std::size_t kAdjectives = 4;
  const std::vector<std::string> keys = Keys(clause);
  const std::size_t start = there_is_.MatchAt(keys, 0);
  if (start == 0) return std::nullopt;
  const auto amount = amounts_.MatchAt(keys, start);
  if (amount.length > 0) {
    const std::size_t what = start + amount.length;
    const std::size_t end = ending_.FirstAdverbial(keys, what);
    if (end == what) return std::nullopt;
    const Subject subject{.thing = {clause.begin() + what, clause.begin() + end}};
    return ending_.Attach(*amount.value, subject, clause, end);
  }
  const std::size_t determiner = determiners_.MatchAt(keys, start);
  const std::size_t last = std::min(keys.size(), start + determiner + kAdjectives);
  for (std::size_t at = start + determiner; at < last; ++at) {
    const auto defect = defects_.MatchAt(keys, at);
    if (defect.length == 0) continue;
    const std::size_t end = at + defect.length;
    Subject subject{.thing = MakeWords("the")};
    subject.thing.insert(subject.thing.end(), clause.begin() + start + determiner,
                         clause.begin() + end);
    return ending_.Attach({*defect.value}, subject, clause, end);
  }
  return std::nullopt;
}

NotNeededRule::NotNeededRule() : not_needed_(kNotNeeded), determiners_(kPlainDeterminers) {}

std::optional<Rewritten> NotNeededRule::Try(const Sentence& clause) const {
  const std::vector<std::string> keys = Keys(clause);
  const std::size_t start = not_needed_.MatchAt(keys, 0);
  if (start == 0 || determiners_.MatchAt(keys, start) == 0) return std::nullopt;
  const std::size_t end = ending_.FirstAdverbial(keys, start + 1);
  const Subject subject{.thing = {clause.begin() + start, clause.begin() + end}};
  return ending_.Attach({"remove"}, subject, clause, end);
}

CannotPerceiveRule::CannotPerceiveRule() : things_(kHearable) {
  for (const auto& [perceive, suffix] : kSenses) {
    cannot_.Add(absl::StrCat("(i|you|we) (can't|cannot|can barely|can hardly|could barely|couldn't|"
                             "can't even|can't really|could hardly|couldn't really|barely) ",
                             perceive),
                suffix);
  }
}

std::optional<Rewritten> CannotPerceiveRule::Try(const Sentence& clause) const {
  static constexpr std::size_t kLongestThing = 4;
  const std::vector<std::string> keys = Keys(clause);
  const auto cannot = cannot_.MatchAt(keys, 0);
  if (cannot.length == 0 || things_.MatchAt(keys, cannot.length) == 0) return std::nullopt;
  const std::size_t end = ending_.FirstAdverbial(keys, cannot.length + 1);
  if (end - cannot.length > kLongestThing) return std::nullopt;
  const Subject subject{.thing = {clause.begin() + cannot.length, clause.begin() + end}};
  return ending_.Attach({"make", "", std::string(*cannot.value)}, subject, clause, end);
}

}  // namespace lossy::agent
