#pragma once

#include "services/agent/models/rules/ending.h"
#include "services/agent/models/rules/problem_table.h"
#include "services/agent/models/rules/rewrite_rule.h"

namespace lossy::agent {

// "There's a hum in the background", "there's too much noise", "there are not enough pauses".
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

// "We don't need this clip".
class NotNeededRule : public RewriteRule {
 public:
  NotNeededRule();
  std::optional<Rewritten> Try(const Sentence& clause) const override;

 private:
  Ending ending_;
  PhraseSet not_needed_;
  PhraseSet determiners_;
};

// "I can barely hear the host", "you can't read the captions".
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
