#include "services/agent/work/note_requests.h"

#include "absl/strings/str_cat.h"
#include "services/values/clean_text.h"

namespace lossy::agent {
namespace {

constexpr char kPlain[] = "plain";
constexpr double kPlainConfidence = 0.5;

// As much as the notes service takes, for words lost are worse than a tail that is missing. It
// spells angle brackets with three bytes.
std::string Fitting(absl::string_view text) {
  static constexpr std::size_t kMaxBytes = 10'000;
  return services::CleanText(services::WithoutMarkup(text), kMaxBytes);
}

}  // namespace

Draft PlainDraft(const Transcript& transcript) {
  return {.text = Fitting(transcript.text),
          .category = notes::v1::NOTE_CATEGORY_GENERAL,
          .confidence = kPlainConfidence,
          .written_by = kPlain};
}

bool IsPlain(const Draft& draft) { return draft.written_by == kPlain; }

notes::v1::CreateNoteRequest ToCreate(const Transcript& transcript, const Draft& draft) {
  notes::v1::CreateNoteRequest request;
  request.set_request_id(transcript.id);
  request.set_session_id(transcript.session_id);
  if (!transcript.context.video_id.empty()) request.set_video_id(transcript.context.video_id);
  request.set_text(Fitting(draft.text));
  request.set_raw_transcript(Fitting(transcript.text));
  request.set_timestamp_seconds(transcript.context.timestamp_seconds);
  request.set_category(draft.category);
  request.set_confidence(draft.confidence);
  request.set_heard_by(transcript.source);
  request.set_written_by(draft.written_by);
  return request;
}

notes::v1::UpdateNoteRequest ToUpdate(const Transcript& transcript, const Draft& draft) {
  notes::v1::UpdateNoteRequest request;
  request.set_note_id(transcript.note_id);
  request.set_text(Fitting(draft.text));
  request.set_category(draft.category);
  request.set_confidence(draft.confidence);
  request.set_raw_transcript(Fitting(transcript.text));
  request.set_heard_by(transcript.source);
  request.set_written_by(draft.written_by);
  return request;
}

}  // namespace lossy::agent
