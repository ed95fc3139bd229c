#include "services/agent/models/rules/quality_rule.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace lossy::agent {
namespace {

// The largest distance of a verb from the start of its clause, in words.
constexpr std::size_t kReach = 16;

constexpr absl::string_view kLinks[] = {
    "(is|are|was|were|feels|feel|felt|seems|seem|seemed|looks|look|looked|sounds|sound|sounded|"
    "gets|"
    "comes across as|comes out|is getting|is being|appears)"};
constexpr absl::string_view kNegatedLinks[] = {
    "(isn't|aren't|wasn't|weren't|is not|are not|was not)",
    "(doesn't|don't|didn't|does not|do not) (feel|look|sound|seem|get)"};

}  // namespace

QualityRule::QualityRule() : links_(kLinks), negated_links_(kNegatedLinks) {
  for (const DegreeWord& word : ProblemTable::English().degree_words)
    degrees_.Add(word.pattern, word.degree);
  for (const Quality& quality : ProblemTable::English().qualities) {
    qualities_.emplace_back(PhraseTable<bool>(), &quality);
    qualities_.back().first.Add(quality.pattern, true);
  }
}

std::optional<QualityRule::Link> QualityRule::LinkAt(const Sentence& clause,
                                                     const std::vector<std::string>& keys,
                                                     std::size_t at) const {
  Link link;
  const bool contracted = absl::EndsWith(keys[at], "'s") || absl::EndsWith(keys[at], "'re") ||
                          (at == 0 && keys[at] == "its");
  if (contracted) {
    link.subject.assign(clause.begin(), clause.begin() + at + 1);
    Word& last = link.subject.back();
    const std::size_t end = keys[at] == "its" ? 2 : last.text.rfind('\'');
    last = MakeWords(last.text.substr(0, end)).front();
    link.after = at + 1;
  } else {
    const std::size_t negated = negated_links_.MatchAt(keys, at);
    const std::size_t length = std::max(negated, links_.MatchAt(keys, at));
    if (length == 0) return std::nullopt;
    link.subject.assign(clause.begin(), clause.begin() + at);
    link.after = at + length;
    link.negated = negated > 0;
  }
  if (link.after < keys.size() && keys[link.after] == "not") {
    link.negated = true;
    ++link.after;
  }
  return link;
}

bool QualityRule::IsOneOfThings(absl::string_view things, const Sentence& subject) const {
  if (things.empty()) return true;
  const PhraseSet set({things});
  return set.CountIn(Keys(subject)) > 0;
}

std::optional<QualityRule::Said> QualityRule::SaidAt(const std::vector<std::string>& keys,
                                                     const Link& link) const {
  const PhraseTable<Degree>::Match degree = degrees_.MatchAt(keys, link.after);
  const Degree said = degree.length > 0 ? *degree.value : Degree::kNone;
  const std::size_t at = link.after + degree.length;
  std::optional<Said> best;
  for (const auto& [phrase, quality] : qualities_) {
    const std::size_t length = phrase.MatchAt(keys, at).length;
    if (length == 0 || (best && at + length <= best->end)) continue;
    if (!IsOneOfThings(quality->things, link.subject)) continue;
    const std::size_t end = at + length;
    const bool enough = end < keys.size() && keys[end] == "enough";
    if (link.negated != enough) continue;
    if (!enough && said < quality->complaint) continue;
    const bool side = end < keys.size() && keys[end] == "side";
    best = Said{enough ? quality->not_enough : quality->too_much, end + (enough || side ? 1 : 0)};
  }
  return best;
}

Sentence QualityRule::InStatementOrder(const Sentence& clause) const {
  const std::vector<std::string> keys = Keys(clause);
  const std::size_t why = !keys.empty() && (keys[0] == "why" || keys[0] == "how come") ? 1 : 0;
  if (keys.size() < why + 3 || (keys[why] != "is" && keys[why] != "are")) return clause;
  for (std::size_t i = why + 2; i < keys.size(); ++i) {
    if (degrees_.MatchAt(keys, i).length == 0) continue;
    Sentence out(clause.begin() + why + 1, clause.begin() + i);
    out.push_back(clause[why]);
    // "Why is it so loud" is the same complaint as "it is too loud".
    const bool so = keys[i] == "so";
    if (so) out.push_back(MakeWords("too").front());
    out.insert(out.end(), clause.begin() + i + (so ? 1 : 0), clause.end());
    return out;
  }
  return clause;
}

std::optional<Rewritten> QualityRule::Try(const Sentence& spoken) const {
  const Sentence clause = InStatementOrder(spoken);
  const std::vector<std::string> keys = Keys(clause);
  for (std::size_t at = 0; at < std::min(kReach, keys.size()); ++at) {
    const std::optional<Link> link = LinkAt(clause, keys, at);
    if (!link || link->subject.empty()) continue;
    const std::optional<Said> said = SaidAt(keys, *link);
    if (!said) continue;
    const std::optional<Subject> subject = subjects_.Parse(link->subject);
    if (!subject) continue;
    return ending_.Attach(said->action, *subject, clause, said->end);
  }
  return std::nullopt;
}

}  // namespace lossy::agent
