#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "services/agent/models/rules/rewrite_rule.h"
#include "services/agent/models/rules/verbs.h"

namespace lossy::agent {

// Rewrites a complaint about one thing as an instruction: "the music is too loud" becomes "turn
// down the music". It tries all rules (predicate_rules.h, presence_rules.h, quality_rule.h) and
// keeps a clause that matches none exactly. Thread-safe.
class ProblemRewriter : public RewriteRule {
 public:
  // `verbs` must outlive this object.
  explicit ProblemRewriter(const Verbs& verbs);

  std::optional<Rewritten> Try(const Sentence& clause) const override;

 private:
  std::vector<std::unique_ptr<const RewriteRule>> rules_;
};

}  // namespace lossy::agent
