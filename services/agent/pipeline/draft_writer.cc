#include "services/agent/pipeline/draft_writer.h"

#include <string>
#include <utility>

#include "services/agent/models/api/transcriber.h"
#include "services/agent/pipeline/note_requests.h"

namespace lossy::agent {

absl::StatusOr<Draft> DraftWriter::Write(const Transcript& transcript) {
  if (!options_.asks_model) return WriteByRules(transcript);
  if (clock_.Steady() < Deadline(transcript)) {
    absl::StatusOr<Draft> draft = AskModel(transcript);
    if (draft.ok() || clock_.Steady() < Deadline(transcript)) return draft;
  }
  return PlainDraft(transcript);
}

absl::StatusOr<Draft> DraftWriter::AskModel(const Transcript& transcript) {
  if (!model_.MayAsk(transcript)) return WriteWithoutModel(transcript, transcript.model_problem);
  const absl::Status allowed = model_.TakeQuota(transcript);
  // A quota limits the use of models. It never refuses words.
  if (absl::IsResourceExhausted(allowed)) return WriteByRules(transcript);
  if (!allowed.ok()) return allowed;
  absl::StatusOr<BoundedWriter::Outcome> outcome =
      model_.Write(transcript, Deadline(transcript), /*full_patience=*/false);
  if (absl::IsInvalidArgument(outcome.status())) return WriteByRules(transcript);
  if (!outcome.ok()) return outcome.status();
  const std::string& problem = outcome->draft.problem;
  if (problem.empty()) return std::move(outcome->draft);
  // The model read the words. A second answer is not worth the wait of the note.
  if (problem == "no_note") return PlainDraft(transcript, problem);
  if (outcome->again) return UnusableAnswer(problem);
  return WriteWithoutModel(transcript, problem);
}

absl::StatusOr<Draft> DraftWriter::WriteByRules(const Transcript& transcript) {
  return rules_.Write(
      {.text = transcript.text, .doubtful = transcript.source == kEmbeddedRecogniser});
}

absl::StatusOr<Draft> DraftWriter::WriteWithoutModel(const Transcript& transcript,
                                                     absl::string_view problem) {
  absl::StatusOr<Draft> draft = WriteByRules(transcript);
  const bool sure =
      draft.ok() && (draft->text.empty() || SkipReason(transcript, *draft) == nullptr);
  return sure ? draft : PlainDraft(transcript, problem);
}

const char* DraftWriter::SkipReason(const Transcript& transcript, const Draft& draft) {
  if (transcript.text.empty()) return "empty";
  if (draft.text.empty()) return "noise";
  if (IsPlain(draft)) return nullptr;
  const bool suffices = confidence_.Suffices(transcript, draft.category, draft.confidence);
  return suffices ? nullptr : "low_confidence";
}

}  // namespace lossy::agent
