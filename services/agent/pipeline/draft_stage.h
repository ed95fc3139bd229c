#pragma once

#include "absl/time/time.h"
#include "base/time/clock.h"
#include "services/agent/models/api/note_writer.h"
#include "services/agent/pipeline/backoff.h"
#include "services/agent/pipeline/bounded_writer.h"
#include "services/agent/pipeline/confidence_policy.h"
#include "services/agent/pipeline/notes_api.h"
#include "services/agent/pipeline/transcript_outcome.h"
#include "services/agent/usage/usage_quota.h"

namespace lossy::agent {

// Who writes notes.
struct Writers {
  NoteWriter& rules;
  BoundedWriter* model = nullptr;  // nullptr: none is configured.
};

// Turns words into notes. Whatever a model does, the words are a note in time: as they were spoken,
// if need be. Words that the notes service refuses in every form stay `pending`: the session is
// told once, with the words, and the notes service is asked again and again. Thread-safe.
class DraftStage {
 public:
  struct Options {
    // How long words wait for a model.
    absl::Duration plain_after = absl::Seconds(15);
    Backoff backoff;
    // Between offers of words that the notes service refuses for good.
    Backoff refused_backoff{.first = absl::Minutes(1), .longest = absl::Hours(1)};
    // After so many tries a fault of the notes service (INTERNAL, UNKNOWN, DATA_LOSS) counts as a
    // refusal for good: the fault may be due to what is asked.
    int fault_attempts = 8;
  };

  // All must outlive it.
  DraftStage(TranscriptOutcome& desk, Writers writers, NotesApi& keeper,
             ConfidencePolicy& standards, UsageQuota& budget, const base::Clock& clock,
             Options options)
      : desk_(desk),
        writers_(writers),
        keeper_(keeper),
        standards_(standards),
        budget_(budget),
        clock_(clock),
        options_(options) {}

  void Work(const Transcript& transcript);

 private:
  absl::StatusOr<Draft> DraftOf(const Transcript& transcript);
  absl::StatusOr<Draft> Write(const Transcript& transcript);
  absl::StatusOr<Draft> AskModel(const Transcript& transcript, absl::Time deadline);
  // When no more answers of the model are worth their price: the rules' draft, unless it is not
  // sure enough to be noted; else the words themselves.
  absl::StatusOr<Draft> WriteWithoutModel(const Transcript& transcript, absl::string_view problem);
  // nullptr: it is to be noted.
  const char* WhySkipped(const Transcript& transcript, const Draft& draft);
  void MakeNote(const Transcript& transcript, const Draft& draft);
  // With required fields alone, as the rest may be what was refused.
  void MakePlainNote(const Transcript& transcript, const absl::Status& refusal);
  absl::StatusOr<notes::v1::Note> CreatePlainNote(const Transcript& transcript);
  void ChangeNote(const Transcript& transcript, const Draft& draft);
  // Whether the notes service does not accept this, whatever time passes.
  bool IsRefusal(const Transcript& transcript, const absl::Status& status) const;
  // Neither a note nor lost: the notes service refused the words, or is away.
  void NotNoted(const Transcript& transcript, const absl::Status& status);
  void Rest(const Transcript& transcript, const absl::Status& status);

  TranscriptOutcome& desk_;
  const Writers writers_;
  NotesApi& keeper_;
  ConfidencePolicy& standards_;
  UsageQuota& budget_;
  const base::Clock& clock_;
  const Options options_;
};

}  // namespace lossy::agent
