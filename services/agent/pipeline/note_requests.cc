#include "services/agent/pipeline/note_requests.h"

#include <string>
#include <utility>

#include "services/shared/text/check_seconds.h"
#include "services/shared/text/confidence.h"
#include "services/shared/text/fit_text.h"

namespace lossy::agent {
namespace {

constexpr char kPlain[] = "plain";
constexpr double kPlainConfidence = 0.5;

// Returns the draft's text; the spoken words if the text is empty after it was fitted.
std::string Words(const Transcript& transcript, const Draft& draft) {
  std::string words = services::FitText(draft.text);
  return words.empty() ? services::FitText(transcript.text) : words;
}

// The condition is written so that it rejects NaN.
bool IsConfidence(double confidence) { return confidence >= 0 && confidence <= 1; }

// Sets the fields of a draft beside its text. Omits an unknown category.
template <typename Request>
void Describe(const Transcript& transcript, const Draft& draft, Request& request) {
  if (notes::v1::NoteCategory_IsValid(draft.category)) request.set_category(draft.category);
  if (IsConfidence(draft.confidence))
    request.set_confidence(services::RoundConfidence(draft.confidence));
  request.set_raw_transcript(services::FitText(transcript.text));
  request.set_heard_by(services::FitName(transcript.source));
  request.set_written_by(services::FitName(draft.written_by));
}

}  // namespace

Draft PlainDraft(const Transcript& transcript, absl::string_view problem) {
  return {.text = services::FitText(transcript.text),
          .category = notes::v1::NOTE_CATEGORY_GENERAL,
          .confidence = kPlainConfidence,
          .written_by = kPlain,
          .problem = std::string(problem)};
}

bool IsPlain(const Draft& draft) { return draft.written_by == kPlain; }

notes::v1::CreateNoteRequest ToPlainCreate(const Transcript& transcript) {
  notes::v1::CreateNoteRequest request;
  request.set_request_id(transcript.id);
  const VideoContext& context = transcript.context;
  if (!context.video_id.empty()) request.set_video_id(context.video_id);
  request.set_text(services::FitText(transcript.text));
  const bool timed = services::CheckSeconds("", context.timestamp_seconds).ok();
  request.set_timestamp_seconds(timed ? context.timestamp_seconds : 0);
  return request;
}

notes::v1::CreateNoteRequest ToCreate(const Transcript& transcript, const Draft& draft) {
  notes::v1::CreateNoteRequest request = ToPlainCreate(transcript);
  request.set_session_id(transcript.session_id);
  request.set_text(Words(transcript, draft));
  Describe(transcript, draft, request);
  notes::v1::Frame frame;
  if (!transcript.frame.empty() && frame.ParseFromString(transcript.frame)) {
    *request.mutable_frame() = std::move(frame);
  }
  return request;
}

notes::v1::UpdateNoteRequest ToUpdate(const Transcript& transcript, const Draft& draft) {
  notes::v1::UpdateNoteRequest request;
  request.set_note_id(transcript.note_id);
  request.set_text(Words(transcript, draft));
  Describe(transcript, draft, request);
  return request;
}

notes::v1::UpdateNoteRequest WithTextAlone(const notes::v1::UpdateNoteRequest& request) {
  notes::v1::UpdateNoteRequest plain;
  plain.set_note_id(request.note_id());
  plain.set_expected_revision(request.expected_revision());
  plain.set_text(request.text());
  plain.set_request_id(request.request_id());
  return plain;
}

}  // namespace lossy::agent
