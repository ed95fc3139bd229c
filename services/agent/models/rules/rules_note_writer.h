#pragma once

#include "services/agent/models/api/note_writer.h"
#include "services/agent/models/rules/clauses.h"
#include "services/agent/models/rules/confidence.h"
#include "services/agent/models/rules/fillers.h"
#include "services/agent/models/rules/lead_ins.h"
#include "services/agent/models/rules/noise.h"
#include "services/agent/models/rules/problem_rewriter.h"
#include "services/agent/models/rules/restarts.h"
#include "services/agent/models/rules/signals.h"
#include "services/agent/models/rules/verbs.h"
#include "services/agent/models/rules/vocabulary.h"

namespace lossy::agent {

// The NoteWriter that uses rules for English in place of a model. Equal utterances always give
// equal drafts, within milliseconds. Thread-safe.
class RulesNoteWriter : public NoteWriter {
 public:
  absl::StatusOr<Draft> Write(const Utterance& utterance) override;
  absl::string_view name() const override;

 private:
  // The rewritten form of one sentence, and its evidence.
  struct Remark {
    std::string text;
    // The spoken words without hesitations.
    std::string plain;
    Evidence evidence;
  };

  // The remark has no text if the sentence has no meaning. For `doubtful` see Utterance.
  Remark Understand(Sentence sentence, bool doubtful) const;
  void LowerFirstWord(Sentence* sentence) const;

  Fillers fillers_;
  Restarts restarts_;
  const Verbs verbs_ = Verbs::English();
  LeadIns lead_ins_{verbs_};
  ProblemRewriter rewriter_{verbs_};
  Clauses clauses_{lead_ins_, rewriter_};
  Vocabulary vocabulary_;
  SignalReader signals_;
  Noise noise_;
};

}  // namespace lossy::agent
