#include "services/notes/draft.h"

#include <utility>

#include "base/error/error.h"
#include "services/notes/note_fields.h"
#include "services/shared/text/check_id.h"
#include "services/shared/text/check_seconds.h"
#include "services/shared/text/confidence.h"

namespace lossy::notes {
namespace {

absl::Status CheckIds(const v1::CreateNoteRequest& request) {
  if (request.has_video_id()) {
    absl::Status id = services::CheckId("video_id", request.video_id());
    if (!id.ok()) return id;
  }
  if (!request.has_session_id()) return absl::OkStatus();
  return services::CheckId("session_id", request.session_id());
}

absl::Status CheckNumbers(const v1::CreateNoteRequest& request) {
  absl::Status seconds = services::CheckSeconds("timestamp_seconds", request.timestamp_seconds());
  if (!seconds.ok()) return seconds;
  if (request.has_confidence()) {
    absl::Status confidence = CheckConfidence(request.confidence());
    if (!confidence.ok()) return confidence;
  }
  return CheckCategory(request.category());
}

}  // namespace

absl::StatusOr<Draft> ToDraft(const v1::CreateNoteRequest& request) {
  if (absl::Status ids = CheckIds(request); !ids.ok()) return ids;
  absl::StatusOr<std::string> text = ToText("text", request.text());
  if (!text.ok()) return text.status();
  if (text->empty()) return base::InvalidArgument("text", "is required");
  absl::StatusOr<std::string> raw = ToText("raw_transcript", request.raw_transcript());
  if (!raw.ok()) return raw.status();
  absl::StatusOr<std::string> heard_by = ToName("heard_by", request.heard_by());
  if (!heard_by.ok()) return heard_by.status();
  absl::StatusOr<std::string> written_by = ToName("written_by", request.written_by());
  if (!written_by.ok()) return written_by.status();
  if (absl::Status numbers = CheckNumbers(request); !numbers.ok()) return numbers;

  Draft draft{.timestamp_seconds = request.timestamp_seconds()};
  if (request.has_video_id()) draft.video_id = request.video_id();
  if (request.has_session_id()) draft.session_id = request.session_id();
  Content& content = draft.content;
  content.text = *std::move(text);
  content.raw_transcript = UnlessEmpty(*std::move(raw));
  content.heard_by = UnlessEmpty(*std::move(heard_by));
  content.written_by = UnlessEmpty(*std::move(written_by));
  if (request.category() != v1::NOTE_CATEGORY_UNSPECIFIED) content.category = request.category();
  if (request.has_end_seconds()) {
    absl::StatusOr<absl::optional<double>> end =
        ToEnd(request.end_seconds(), request.timestamp_seconds());
    if (!end.ok()) return end.status();
    content.end_seconds = *end;
  }
  if (request.has_confidence())
    content.confidence = services::RoundConfidence(request.confidence());
  if (!request.has_frame()) return draft;
  absl::StatusOr<Embedding> embedding = ToEmbedding(request.frame());
  if (!embedding.ok()) return embedding.status();
  content.enrichment_source = EnrichmentBy(embedding->source);
  draft.embedding = *std::move(embedding);
  return draft;
}

}  // namespace lossy::notes
