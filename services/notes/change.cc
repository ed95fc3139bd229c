#include "services/notes/change.h"

#include <utility>

#include "base/error/error.h"
#include "services/notes/note_fields.h"
#include "services/shared/text/check_seconds.h"
#include "services/shared/text/confidence.h"

namespace lossy::notes {
namespace {

// Rejects a request without a change: a misspelt key must not look like a success.
absl::Status CheckPresence(const v1::UpdateNoteRequest& request) {
  const bool changes =
      request.has_text() || request.has_confidence() || request.has_raw_transcript() ||
      request.has_heard_by() || request.has_written_by() || request.has_visual_timestamp() ||
      request.has_end_seconds() || request.category() != v1::NOTE_CATEGORY_UNSPECIFIED ||
      request.status() != v1::NOTE_STATUS_UNSPECIFIED ||
      request.enrichment_source() != v1::ENRICHMENT_SOURCE_UNSPECIFIED;
  return changes ? absl::OkStatus()
                 : base::InvalidArgument("text", "or another field to change is required");
}

absl::Status CheckNumbers(const v1::UpdateNoteRequest& request) {
  if (request.has_confidence()) {
    absl::Status confidence = CheckConfidence(request.confidence());
    if (!confidence.ok()) return confidence;
  }
  if (request.has_visual_timestamp()) {
    absl::Status seconds = services::CheckSeconds("visual_timestamp", request.visual_timestamp());
    if (!seconds.ok()) return seconds;
  }
  if (request.has_end_seconds()) {
    absl::Status seconds = services::CheckSeconds("end_seconds", request.end_seconds());
    if (!seconds.ok()) return seconds;
  }
  if (!v1::NoteStatus_IsValid(request.status())) {
    return base::InvalidArgument("status", "is not a known one");
  }
  if (!v1::EnrichmentSource_IsValid(request.enrichment_source())) {
    return base::InvalidArgument("enrichment_source", "is not a known one");
  }
  return CheckCategory(request.category());
}

}  // namespace

absl::StatusOr<v1::UpdateNoteRequest> ToChange(v1::UpdateNoteRequest request) {
  if (absl::Status presence = CheckPresence(request); !presence.ok()) return presence;
  if (absl::Status numbers = CheckNumbers(request); !numbers.ok()) return numbers;
  if (request.has_text()) {
    absl::StatusOr<std::string> text = ToText("text", request.text());
    if (!text.ok()) return text.status();
    if (text->empty()) return base::InvalidArgument("text", "must not be empty");
    request.set_text(*std::move(text));
  }
  if (request.has_raw_transcript()) {
    absl::StatusOr<std::string> raw = ToText("raw_transcript", request.raw_transcript());
    if (!raw.ok()) return raw.status();
    request.set_raw_transcript(*std::move(raw));
  }
  if (request.has_heard_by()) {
    absl::StatusOr<std::string> name = ToName("heard_by", request.heard_by());
    if (!name.ok()) return name.status();
    request.set_heard_by(*std::move(name));
  }
  if (request.has_written_by()) {
    absl::StatusOr<std::string> name = ToName("written_by", request.written_by());
    if (!name.ok()) return name.status();
    request.set_written_by(*std::move(name));
  }
  return request;
}

Content Changed(Content content, const v1::UpdateNoteRequest& change) {
  if (change.has_text()) content.text = change.text();
  if (change.has_raw_transcript()) content.raw_transcript = UnlessEmpty(change.raw_transcript());
  if (change.category() != v1::NOTE_CATEGORY_UNSPECIFIED) content.category = change.category();
  if (change.has_confidence()) content.confidence = services::RoundConfidence(change.confidence());
  if (change.has_heard_by()) content.heard_by = UnlessEmpty(change.heard_by());
  if (change.has_written_by()) content.written_by = UnlessEmpty(change.written_by());
  if (change.enrichment_source() != v1::ENRICHMENT_SOURCE_UNSPECIFIED) {
    content.enrichment_source = change.enrichment_source();
  }
  if (change.has_visual_timestamp()) content.visual_timestamp = change.visual_timestamp();
  return content;
}

}  // namespace lossy::notes
