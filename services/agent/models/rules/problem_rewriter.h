#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "services/agent/models/rules/rewrite_rule.h"
#include "services/agent/models/rules/verbs.h"

namespace lossy::agent {

// Turns "the music is too loud" into "turn down the music": a complaint about one thing into what
// to do about it. Leaves alone what no rule fits exactly.
class ProblemRewriter : public RewriteRule {
 public:
  // `verbs` must outlive this.
  explicit ProblemRewriter(const Verbs& verbs);

  std::optional<Rewritten> Try(const Sentence& clause) const override;

 private:
  std::vector<std::unique_ptr<const RewriteRule>> rules_;
};

}  // namespace lossy::agent
