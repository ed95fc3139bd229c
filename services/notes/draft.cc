#include "services/notes/draft.h"

#include "absl/strings/str_replace.h"
#include "base/error/error.h"
#include "services/notes/seconds.h"
#include "services/values/check_id.h"
#include "services/values/clean_text.h"

namespace lossy::notes {
namespace {

constexpr std::size_t kMaxTextBytes = 10'000;

// Old clients write a note's text into their page as HTML.
absl::StatusOr<std::string> ToText(absl::string_view field, absl::string_view text) {
  std::string clean = absl::StrReplaceAll(services::CleanText(text), {{"<", "‹"}, {">", "›"}});
  if (clean.size() <= kMaxTextBytes) return clean;
  return base::InvalidArgument(field, "must be at most 10000 bytes");
}

absl::Status CheckNumbers(const v1::CreateNoteRequest& request) {
  absl::Status seconds = CheckSeconds("timestamp_seconds", request.timestamp_seconds());
  if (!seconds.ok()) return seconds;
  // Written so that NaN is refused.
  if (request.has_confidence() && !(request.confidence() >= 0 && request.confidence() <= 1)) {
    return base::InvalidArgument("confidence", "must be between 0 and 1");
  }
  if (!v1::NoteCategory_IsValid(request.category())) {
    return base::InvalidArgument("category", "is not a known one");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Draft> ToDraft(const v1::CreateNoteRequest& request) {
  if (request.has_video_id()) {
    absl::Status id = services::CheckId("video_id", request.video_id());
    if (!id.ok()) return id;
  }
  absl::StatusOr<std::string> text = ToText("text", request.text());
  if (!text.ok()) return text.status();
  if (text->empty()) return base::InvalidArgument("text", "is required");
  absl::StatusOr<std::string> raw = ToText("raw_transcript", request.raw_transcript());
  if (!raw.ok()) return raw.status();
  if (absl::Status numbers = CheckNumbers(request); !numbers.ok()) return numbers;

  Draft draft{.text = *std::move(text), .timestamp_seconds = request.timestamp_seconds()};
  if (request.has_video_id()) draft.video_id = request.video_id();
  if (!raw->empty()) draft.raw_transcript = *std::move(raw);
  if (request.category() != v1::NOTE_CATEGORY_UNSPECIFIED) draft.category = request.category();
  if (request.has_confidence()) draft.confidence = request.confidence();
  return draft;
}

}  // namespace lossy::notes
