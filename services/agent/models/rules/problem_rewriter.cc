#include "services/agent/models/rules/problem_rewriter.h"

#include "services/agent/models/rules/predicate_rules.h"
#include "services/agent/models/rules/presence_rules.h"
#include "services/agent/models/rules/quality_rule.h"

namespace lossy::agent {

ProblemRewriter::ProblemRewriter(const Verbs& verbs) {
  rules_.push_back(std::make_unique<NotNeededRule>());
  rules_.push_back(std::make_unique<CannotPerceiveRule>());
  rules_.push_back(std::make_unique<ThereIsRule>());
  rules_.push_back(std::make_unique<DoesWrongRule>());
  rules_.push_back(std::make_unique<ShouldBeRule>(verbs));
  rules_.push_back(std::make_unique<NeedsRule>());
  rules_.push_back(std::make_unique<QualityRule>());
}

std::optional<Rewritten> ProblemRewriter::Try(const Sentence& clause) const {
  for (const auto& rule : rules_) {
    if (std::optional<Rewritten> rewritten = rule->Try(clause)) return rewritten;
  }
  return std::nullopt;
}

}  // namespace lossy::agent
