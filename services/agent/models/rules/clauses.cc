#include "services/agent/models/rules/clauses.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/string_view.h"

namespace lossy::agent {
namespace {

// Speech without punctuation can have any number of clauses. Later ones stay as they were spoken.
constexpr std::size_t kMostClauses = 16;
// The number of words by which the start of a clause is recognised.
constexpr std::size_t kRunOnStart = 4;
// The number of words by which a clause is recognised.
constexpr std::size_t kClauseStart = 24;

// "In the second half of the interview,"
constexpr std::size_t kLongestMoment = 9;

// These words start a new clause even without punctuation,
constexpr absl::string_view kRunOns[] = {
    "((can|could) (we|you)|let's|(i'd|i would) (just|maybe|probably|definitely|)|maybe|please|"
    "(maybe|perhaps) (we|you) (should|could|can)|we (should|need to) (probably|definitely|just|)|"
    "you (should|need to) (probably|definitely|just|))"};
// except behind these words.
constexpr absl::string_view kNeverBeforeRunOn[] = {
    "(we|you|can|could|should|would|what|how|where|when|that|which|if|so|why|wish|thing|and|but|"
    "like|or|than|as|because|before|"
    "after|until|think|whether|part|way|until|is|are|was|say|says|feel|feels|to|the|a|i|do|the "
    "only thing)"};

constexpr absl::string_view kPrepositions[] = {
    "(at|in|on|around|during|near|after|before|towards|toward|throughout|when|while|right at|"
    "right when|right after|right before|right around|between|from|for|once|here|here at|here in)"};

bool StartsWithPronoun(const Sentence& words) {
  static constexpr absl::string_view kPronouns[] = {
      "it", "it's", "its", "that", "that's", "this", "they're", "they", "these", "i", "you", "we"};
  return !words.empty() && absl::c_linear_search(kPronouns, words[0].key);
}

bool IsConjunction(const std::string& key) {
  static constexpr absl::string_view kConjunctions[] = {"and", "plus", "but", "so"};
  return absl::c_linear_search(kConjunctions, key);
}

}  // namespace

Clauses::Clauses(const LeadIns& lead_ins, const ProblemRewriter& rewriter)
    : lead_ins_(lead_ins),
      rewriter_(rewriter),
      prepositions_(kPrepositions),
      run_ons_(kRunOns),
      never_before_run_on_(kNeverBeforeRunOn) {}

Clauses::Joint Clauses::JointAt(const Sentence& sentence, std::size_t at) const {
  const std::string& key = sentence[at].key;
  if (key == "and" || key == "plus") return Joint::kAnd;
  if (key == "but") return Joint::kBut;
  if (key == "so") return Joint::kSo;
  const char before = at > 0 ? sentence[at - 1].tail : 0;
  if (before == ',' || before == ';' || before == ':' || before == '-') return Joint::kComma;
  if (at == 0 || never_before_run_on_.MatchAt({&sentence[at - 1].key, 1}, 0) > 0) {
    return Joint::kNone;
  }
  const std::size_t end = std::min(sentence.size(), at + kRunOnStart);
  const std::vector<std::string> keys = Keys({sentence.begin() + static_cast<std::ptrdiff_t>(at),
                                              sentence.begin() + static_cast<std::ptrdiff_t>(end)});
  return run_ons_.MatchAt(keys, 0) > 0 ? Joint::kRunOn : Joint::kNone;
}

bool Clauses::StartsClause(Sentence words) const {
  return lead_ins_.Strip(&words) || rewriter_.Try(words).has_value();
}

std::size_t Clauses::MomentLength(const Sentence& words) const {
  const std::vector<std::string> keys = Keys(words);
  if (prepositions_.MatchAt(keys, 0) == 0) return 0;
  for (std::size_t end = 1; end < std::min(words.size(), kLongestMoment + 1); ++end) {
    if (words[end - 1].tail == ',') return end;
    const bool inside = never_before_run_on_.MatchAt(keys, end - 1) > 0;
    if (end > 1 && !inside && lead_ins_.StartsRequest(keys, end)) return end;
  }
  return 0;
}

Clauses::Joined Clauses::CutAfterFirst(Sentence* words) const {
  const std::size_t moment = MomentLength(*words);
  for (std::size_t at = std::max<std::size_t>(2, moment + 1); at + 1 < words->size(); ++at) {
    const Joint joint = JointAt(*words, at);
    if (joint == Joint::kNone) continue;
    const auto rest = words->begin() + at + (IsConjunction((*words)[at].key) ? 1 : 0);
    if (!StartsClause({rest, rest + std::min<std::size_t>(kClauseStart, words->end() - rest)})) {
      continue;
    }
    Joined joined{joint, {rest, words->end()}};
    words->erase(words->begin() + at, words->end());
    return joined;
  }
  return {};
}

Clauses::Joined Clauses::Understand(Clause* clause) const {
  Sentence& spoken = clause->spoken;
  const std::size_t moment = MomentLength(spoken);
  Sentence core(spoken.begin() + moment, spoken.end());
  clause->request = lead_ins_.Strip(&core);
  if (clause->request) {
    spoken.erase(spoken.begin() + moment, spoken.end());
    spoken.insert(spoken.end(), core.begin(), core.end());
    return {};
  }
  if (moment == 0) spoken = std::move(core);
  std::optional<Rewritten> rewritten = rewriter_.Try(spoken);
  if (!rewritten) return {};
  clause->instruction = std::move(rewritten->instruction);
  Joined rest{Joint::kRunOn, std::move(rewritten->rest)};
  if (rest.words.empty()) return {};
  spoken.resize(spoken.size() - rest.words.size());
  if (rest.words.size() > 1 && IsConjunction(rest.words[0].key)) {
    rest.joint = JointAt(rest.words, 0);
    rest.words.erase(rest.words.begin());
  }
  return rest;
}

std::vector<Clauses::Clause> Clauses::Split(Sentence sentence) const {
  std::vector<Clause> clauses;
  std::vector<Joined> waiting;
  waiting.push_back({Joint::kNone, std::move(sentence)});
  while (!waiting.empty()) {
    Joined next = std::move(waiting.back());
    waiting.pop_back();
    Clause clause{.joint = next.joint};
    if (clauses.size() < kMostClauses) {
      Joined after = CutAfterFirst(&next.words);
      if (!after.words.empty()) waiting.push_back(std::move(after));
      clause.spoken = std::move(next.words);
      Joined rest = Understand(&clause);
      if (!rest.words.empty()) waiting.push_back(std::move(rest));
    } else {
      clause.spoken = std::move(next.words);
    }
    clauses.push_back(std::move(clause));
  }
  return clauses;
}

bool Clauses::OnlyExplains(const std::vector<Clause>& clauses, std::size_t at) {
  const auto explains = [](Joint joint) {
    return joint == Joint::kSo || joint == Joint::kComma || joint == Joint::kRunOn;
  };
  const bool to_next = at + 1 < clauses.size() && explains(clauses[at + 1].joint);
  if (to_next && clauses[at + 1].request) return true;
  if (at == 0 || !explains(clauses[at].joint)) return false;
  const Clause& before = clauses[at - 1];
  return before.request || (!before.instruction.empty() && StartsWithPronoun(clauses[at].spoken));
}

void Clauses::Connect(Joint joint, bool alike, bool changed, Sentence* words) {
  if (joint == Joint::kBut || (joint == Joint::kAnd && alike) ||
      (joint == Joint::kSo && !changed)) {
    const char* conjunction = joint == Joint::kBut ? "but" : joint == Joint::kAnd ? "and" : "so";
    words->push_back(MakeWords(conjunction).front());
    return;
  }
  const bool comma = joint == Joint::kComma && !changed;
  if (!comma) words->back().tail = ';';
}

Instructed Clauses::Instruct(Sentence sentence) const {
  const std::vector<Clause> clauses = Split(std::move(sentence));
  Instructed out;
  bool before_changed = false;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const Clause& clause = clauses[i];
    const bool rewritten = !clause.instruction.empty() && !OnlyExplains(clauses, i);
    const bool changed = rewritten || clause.request;
    out.requests |= clause.request;
    out.rewritten |= rewritten;
    if (i > 0) {
      Connect(clause.joint, changed == before_changed, changed || before_changed, &out.words);
    }
    const Sentence& words = rewritten ? clause.instruction : clause.spoken;
    out.words.insert(out.words.end(), words.begin(), words.end());
    before_changed = changed;
  }
  if (before_changed && !out.words.empty()) out.words.back().tail = 0;
  return out;
}

}  // namespace lossy::agent
