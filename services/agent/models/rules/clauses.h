#pragma once

#include <vector>

#include "services/agent/models/rules/lead_ins.h"
#include "services/agent/models/rules/phrases.h"
#include "services/agent/models/rules/problem_rewriter.h"
#include "services/agent/models/rules/words.h"

namespace lossy::agent {

// A sentence as instructions, as far as the rules go.
struct Instructed {
  Sentence words;
  // Something was asked for: "can we cut this".
  bool requests = false;
  // A complaint was turned into an instruction.
  bool rewritten = false;
};

// Takes a sentence apart into what is asked, what is complained of, and what is only explained, and
// puts it together as instructions.
class Clauses {
 public:
  // Both must outlive this.
  Clauses(const LeadIns& lead_ins, const ProblemRewriter& rewriter);

  Instructed Instruct(Sentence sentence) const;

 private:
  enum class Joint { kNone, kAnd, kBut, kSo, kComma, kRunOn };
  struct Clause {
    // How it is joined to the one before.
    Joint joint = Joint::kNone;
    Sentence spoken;
    Sentence instruction;  // Empty: what was spoken stays.
    bool request = false;
  };

  struct Joined {
    Joint joint = Joint::kNone;
    Sentence words;
  };

  std::vector<Clause> Split(Sentence sentence) const;
  // Leaves the first clause, and gives what follows it.
  Joined CutAfterFirst(Sentence* words) const;
  // Gives what the clause runs on to.
  Joined Understand(Clause* clause) const;
  // Whether a clause stays as it was spoken because it only explains what its neighbours ask for.
  static bool OnlyExplains(const std::vector<Clause>& clauses, std::size_t at);
  // Ends what was said with what leads to the next clause: "and", or a semicolon.
  static void Connect(Joint joint, bool alike, bool changed, Sentence* words);
  Joint JointAt(const Sentence& sentence, std::size_t at) const;
  bool StartsClause(Sentence words) const;
  // How many words at the start only say when or where: "at 1:20, ...".
  std::size_t MomentLength(const Sentence& words) const;

  const LeadIns& lead_ins_;
  const ProblemRewriter& rewriter_;
  PhraseSet prepositions_;
  PhraseSet run_ons_;
  PhraseSet never_before_run_on_;
};

}  // namespace lossy::agent
