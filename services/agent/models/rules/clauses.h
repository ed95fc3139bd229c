#pragma once

#include <vector>

#include "services/agent/models/rules/lead_ins.h"
#include "services/agent/models/rules/phrases.h"
#include "services/agent/models/rules/problem_rewriter.h"
#include "services/agent/models/rules/words.h"

namespace lossy::agent {

// A sentence that was rewritten as instructions. Parts that match no rule stay unchanged.
struct Instructed {
  Sentence words;
  // True if the speaker asked for something: "can we cut this".
  bool requests = false;
  // True if a rule replaced a complaint by an instruction.
  bool rewritten = false;
};

// Divides a sentence into requests, complaints and explanations, and joins them again as
// instructions. Thread-safe.
class Clauses {
 public:
  // `lead_ins` and `rewriter` must outlive this object.
  Clauses(const LeadIns& lead_ins, const ProblemRewriter& rewriter);

  Instructed Instruct(Sentence sentence) const;

 private:
  enum class Joint { kNone, kAnd, kBut, kSo, kComma, kRunOn };
  struct Clause {
    // The joint between the previous clause and this one.
    Joint joint = Joint::kNone;
    Sentence spoken;
    Sentence instruction;  // Empty: the spoken words stay.
    bool request = false;
  };

  struct Joined {
    Joint joint = Joint::kNone;
    Sentence words;
  };

  std::vector<Clause> Split(Sentence sentence) const;
  // Truncates `words` to its first clause and returns the rest.
  Joined CutAfterFirst(Sentence* words) const;
  // Fills the clause's instruction and request, and returns the words after it that are a clause
  // without a joint.
  Joined Understand(Clause* clause) const;
  // True if a clause stays unchanged, because it only explains the requests beside it.
  static bool OnlyExplains(const std::vector<Clause>& clauses, std::size_t at);
  // Appends the link to the next clause to `words`: "and", or a semicolon.
  static void Connect(Joint joint, bool alike, bool changed, Sentence* words);
  Joint JointAt(const Sentence& sentence, std::size_t at) const;
  bool StartsClause(Sentence words) const;
  // The number of words at the start that only name a time or place: "at 1:20, ...".
  std::size_t MomentLength(const Sentence& words) const;

  const LeadIns& lead_ins_;
  const ProblemRewriter& rewriter_;
  PhraseSet prepositions_;
  PhraseSet run_ons_;
  PhraseSet never_before_run_on_;
};

}  // namespace lossy::agent
