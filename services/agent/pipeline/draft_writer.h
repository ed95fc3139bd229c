#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/time/clock.h"
#include "services/agent/models/api/note_writer.h"
#include "services/agent/pipeline/bounded_writer.h"
#include "services/agent/pipeline/confidence_policy.h"

namespace lossy::agent {

// DraftWriter writes the first draft of a note: with the model if it answers in time, else with the
// rules, else with the unchanged words. Thread-safe.
class DraftWriter {
 public:
  struct Options {
    // The longest time for which words wait for the model, since their transcription.
    absl::Duration plain_after = absl::Seconds(15);
    // False if no model is configured; then the rules write all drafts.
    bool asks_model = false;
  };

  // All references must outlive the object.
  DraftWriter(NoteWriter& rules, BoundedWriter& model, ConfidencePolicy& confidence,
              const base::Clock& clock, Options options)
      : rules_(rules), model_(model), confidence_(confidence), clock_(clock), options_(options) {}

  // Writes a draft; blocks for as long as the model takes. Returns an error if the caller should
  // retry: the model may still answer before Deadline, or the database fails.
  absl::StatusOr<Draft> Write(const Transcript& transcript);

  // Returns nullptr if the draft becomes a note. Otherwise returns the reason for the session's
  // event, for example "low_confidence".
  const char* SkipReason(const Transcript& transcript, const Draft& draft);

  // True if another call of Write for the same words writes the same draft, at no price.
  bool IsRepeatable() const { return !options_.asks_model; }

  // The steady time at which the words become a note unchanged.
  absl::Time Deadline(const Transcript& transcript) const {
    return transcript.transcribed + options_.plain_after;
  }

 private:
  absl::StatusOr<Draft> WriteByRules(const Transcript& transcript);
  absl::StatusOr<Draft> AskModel(const Transcript& transcript);
  // The model's further answers are not worth their price: returns the rules' draft if it is
  // confident enough, else the words themselves.
  absl::StatusOr<Draft> WriteWithoutModel(const Transcript& transcript, absl::string_view problem);

  NoteWriter& rules_;
  BoundedWriter& model_;
  ConfidencePolicy& confidence_;
  const base::Clock& clock_;
  const Options options_;
};

}  // namespace lossy::agent
