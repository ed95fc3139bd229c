#pragma once

#include <utility>
#include <vector>

#include "services/agent/models/rules/ending.h"
#include "services/agent/models/rules/problem_table.h"
#include "services/agent/models/rules/rewrite_rule.h"

namespace lossy::agent {

// The rule for complaints of the form "the music is a bit too loud", "the title isn't big enough",
// "why is this shot so dark". Thread-safe.
class QualityRule : public RewriteRule {
 public:
  QualityRule();

  std::optional<Rewritten> Try(const Sentence& clause) const override;

 private:
  // The action for a quality, and the position after the words that state it.
  struct Said {
    Action action;
    std::size_t end = 0;
  };
  // The words before the verb, and the position after the verb.
  struct Link {
    Sentence subject;
    std::size_t after = 0;
    bool negated = false;
  };

  // Returns a question in the word order of a statement. Returns other clauses unchanged.
  Sentence InStatementOrder(const Sentence& clause) const;
  std::optional<Link> LinkAt(const Sentence& clause, const std::vector<std::string>& keys,
                             std::size_t at) const;
  std::optional<Said> SaidAt(const std::vector<std::string>& keys, const Link& link) const;
  bool IsOneOfThings(absl::string_view things, const Sentence& subject) const;

  Subjects subjects_;
  Ending ending_;
  PhraseSet links_;
  PhraseSet negated_links_;
  PhraseTable<Degree> degrees_;
  std::vector<std::pair<PhraseTable<bool>, const Quality*>> qualities_;
};

}  // namespace lossy::agent
