#pragma once

#include "services/agent/models/rules/ending.h"
#include "services/agent/models/rules/problem_table.h"
#include "services/agent/models/rules/rewrite_rule.h"

namespace lossy::agent {

// The rule for complaints of the form "there's a hum in the background", "there's too much noise",
// "there are not enough pauses". Thread-safe.
class ThereIsRule : public RewriteRule {
 public:
  ThereIsRule();
  std::optional<Rewritten> Try(const Sentence& clause) const override;

 private:
  Ending ending_;
  PhraseSet there_is_;
  PhraseSet determiners_;
  PhraseTable<Action> amounts_;
  PhraseTable<std::string> defects_;
};

// The rule for complaints of the form "we don't need this clip". Thread-safe.
class NotNeededRule : public RewriteRule {
 public:
  NotNeededRule();
  std::optional<Rewritten> Try(const Sentence& clause) const override;

 private:
  Ending ending_;
  PhraseSet not_needed_;
  PhraseSet determiners_;
};

// The rule for complaints of the form "I can barely hear the host", "you can't read the captions".
// Thread-safe.
class CannotPerceiveRule : public RewriteRule {
 public:
  CannotPerceiveRule();
  std::optional<Rewritten> Try(const Sentence& clause) const override;

 private:
  Ending ending_;
  PhraseTable<absl::string_view> cannot_;
  PhraseSet things_;
};

}  // namespace lossy::agent
