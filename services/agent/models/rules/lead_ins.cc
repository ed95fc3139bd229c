#include "services/agent/models/rules/lead_ins.h"

#include <algorithm>

#include "services/agent/models/rules/phrase_file.h"

namespace lossy::agent {
namespace {

// A start that consists only of these words is an abandoned one.
constexpr absl::string_view kFunctionWords[] = {
    "(the|a|an|so|and|but|can|could|we|i|is|to|maybe|like|you|there's|if|or|then|because|the|um)"};

// No instruction stands before these words.
constexpr absl::string_view kClauseStarts[] = {
    "(the|this|that|these|it|it's|we|you|he|she|they|i|i'm|there|there's|my|our|his|her|their)"};

// Before one of these, the first word is a noun: "cut is", "color feels".
constexpr absl::string_view kFiniteVerbs[] = {
    "(is|are|was|were|isn't|aren't|wasn't|looks|feels|feel|sounds|seems|needs|should|could|would|"
    "doesn't|don't|has|have|goes|comes|works|drags|gets|starts|ends|keeps|can|can't|will|might)"};

PhraseTable<bool> TableOf(absl::string_view pattern) {
  PhraseTable<bool> table;
  table.Add(pattern, true);
  return table;
}

void Replace(Sentence* sentence, std::size_t length, const Sentence& by) {
  sentence->erase(sentence->begin(), sentence->begin() + length);
  sentence->insert(sentence->begin(), by.begin(), by.end());
}

}  // namespace

LeadIns::Rule::Rule(const LeadInRow& row)
    : kind(row.kind),
      replacement(MakeWords(row.replacement)),
      phrase(TableOf(row.pattern)),
      not_before(TableOf(row.not_before)),
      only_before(TableOf(row.only_before)),
      has_only_before(!row.only_before.empty()) {}

LeadIns::LeadIns(const Verbs& verbs)
    : verbs_(verbs),
      function_words_(kFunctionWords),
      clause_starts_(kClauseStarts),
      finite_verbs_(kFiniteVerbs) {
  for (const LeadInRow& row : CompiledIn(ParseLeadIns(PhraseText("lead_ins")))) {
    rules_.emplace_back(row);
  }
}

bool LeadIns::Allows(const Rule& rule, const std::vector<std::string>& keys,
                     std::size_t end) const {
  if (end >= keys.size()) return false;
  if (rule.not_before.MatchAt(keys, end).length > 0) return false;
  if (rule.has_only_before && rule.only_before.MatchAt(keys, end).length == 0) return false;
  switch (rule.kind) {
    case LeadInKind::kOpinion:
    case LeadInKind::kPadding:
      return true;
    case LeadInKind::kRequest:
      return rule.has_only_before || clause_starts_.MatchAt(keys, end) == 0;
    case LeadInKind::kVerb:
      return verbs_.IsBase(keys[end]);
    case LeadInKind::kGerund:
      return !verbs_.FromGerund(keys[end]).empty();
  }
  return false;
}

LeadIns::Match LeadIns::Find(const std::vector<std::string>& keys, std::size_t at) const {
  Match best;
  for (const Rule& rule : rules_) {
    const std::size_t length = rule.phrase.MatchAt(keys, at).length;
    if (length > best.length && Allows(rule, keys, at + length)) best = {length, &rule};
  }
  return best;
}

bool LeadIns::StartsRequest(const std::vector<std::string>& keys, std::size_t at) const {
  const Match match = Find(keys, at);
  if (match.length == 0) return false;
  return match.rule->kind != LeadInKind::kOpinion && match.rule->kind != LeadInKind::kPadding;
}

void LeadIns::DropAbandonedStart(Sentence* sentence) const {
  static constexpr std::size_t kLongestStart = 4;
  const std::vector<std::string> keys = Keys(*sentence);
  for (std::size_t at = 1; at <= kLongestStart && at < keys.size(); ++at) {
    if (function_words_.MatchAt(keys, at - 1) == 0) return;
    if (Find(keys, 0).length >= at) continue;
    const Match match = Find(keys, at);
    if (match.length < 2 || match.rule->kind == LeadInKind::kPadding) continue;
    const bool remark = match.rule->kind == LeadInKind::kOpinion;
    if (remark && clause_starts_.MatchAt(keys, at + match.length) == 0) continue;
    sentence->erase(sentence->begin(), sentence->begin() + at);
    return;
  }
}

bool LeadIns::IsImperative(const Sentence& sentence) const {
  const std::vector<std::string> keys = Keys(sentence);
  if (keys.empty()) return false;
  if (keys[0] == "don't" || keys[0] == "never") return keys.size() > 1;
  if (!verbs_.IsBase(keys[0])) return false;
  return finite_verbs_.MatchAt(keys, 1) == 0 && finite_verbs_.MatchAt(keys, 2) == 0;
}

bool LeadIns::Strip(Sentence* sentence) const {
  static constexpr int kMost = 12;
  bool request = false;
  for (int i = 0; i < kMost; ++i) {
    DropAbandonedStart(sentence);
    const std::vector<std::string> keys = Keys(*sentence);
    const Match match = Find(keys, 0);
    if (match.length == 0) break;
    const LeadInKind kind = match.rule->kind;
    Replace(sentence, match.length, match.rule->replacement);
    if (kind == LeadInKind::kGerund) {
      Replace(sentence, 1, MakeWords(verbs_.FromGerund(keys[match.length])));
    }
    request |= kind != LeadInKind::kOpinion && kind != LeadInKind::kPadding;
  }
  return request || IsImperative(*sentence);
}

}  // namespace lossy::agent
