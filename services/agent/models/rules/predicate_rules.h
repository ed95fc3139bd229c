#pragma once

#include "services/agent/models/rules/ending.h"
#include "services/agent/models/rules/problem_table.h"
#include "services/agent/models/rules/rewrite_rule.h"
#include "services/agent/models/rules/verbs.h"

namespace lossy::agent {

// The rule for complaints of the form "the middle drags", "the title disappears too quickly".
// Thread-safe.
class DoesWrongRule : public RewriteRule {
 public:
  DoesWrongRule();
  std::optional<Rewritten> Try(const Sentence& clause) const override;

 private:
  Subjects subjects_;
  Ending ending_;
  PhraseTable<Predicate> predicates_;
};

// The rule for complaints of the form "the title should be bigger", "the intro needs to be
// trimmed". Thread-safe.
class ShouldBeRule : public RewriteRule {
 public:
  // `verbs` must outlive this.
  explicit ShouldBeRule(const Verbs& verbs);
  std::optional<Rewritten> Try(const Sentence& clause) const override;

 private:
  const Verbs& verbs_;
  Subjects subjects_;
  Ending ending_;
  PhraseSet should_be_;
  PhraseSet comparatives_;
  PhraseSet degrees_;
};

// The rule for complaints of the form "this shot needs more contrast", "this claim needs a source".
// Thread-safe.
class NeedsRule : public RewriteRule {
 public:
  NeedsRule();
  std::optional<Rewritten> Try(const Sentence& clause) const override;

 private:
  Subjects subjects_;
  Ending ending_;
  PhraseSet needs_;
  PhraseSet lacks_;
  PhraseSet amounts_;
};

}  // namespace lossy::agent
