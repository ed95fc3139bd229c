#pragma once

#include <string>
#include <vector>

#include "services/agent/models/rules/lead_in_rows.h"
#include "services/agent/models/rules/phrases.h"
#include "services/agent/models/rules/verbs.h"
#include "services/agent/models/rules/words.h"

namespace lossy::agent {

// Removes the words that lead in to a remark or request: "I feel like", "can we maybe", "it would
// be great if you could". The rest of a request is an instruction. Thread-safe.
class LeadIns {
 public:
  // `verbs` must outlive this object.
  explicit LeadIns(const Verbs& verbs);

  // Removes the lead-ins. Returns true if the sentence is a request, which then starts with a verb
  // in its base form.
  bool Strip(Sentence* sentence) const;

  // True if a lead-in of a request, such as "can we", stands at `at`.
  bool StartsRequest(const std::vector<std::string>& keys, std::size_t at) const;

 private:
  struct Rule {
    explicit Rule(const LeadInRow& row);

    LeadInKind kind;
    Sentence replacement;
    PhraseTable<bool> phrase, not_before, only_before;
    bool has_only_before;
  };
  struct Match {
    std::size_t length = 0;
    const Rule* rule = nullptr;
  };

  // Returns the longest phrase at `at` whose rule allows the following words.
  Match Find(const std::vector<std::string>& keys, std::size_t at) const;
  bool Allows(const Rule& rule, const std::vector<std::string>& keys, std::size_t end) const;
  void DropAbandonedStart(Sentence* sentence) const;
  bool IsImperative(const Sentence& sentence) const;

  const Verbs& verbs_;
  std::vector<Rule> rules_;
  PhraseSet function_words_;
  PhraseSet clause_starts_;
  PhraseSet finite_verbs_;
};

}  // namespace lossy::agent
