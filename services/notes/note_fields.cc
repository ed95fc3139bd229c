#include "services/notes/note_fields.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "services/shared/text/check_seconds.h"
#include "services/shared/text/clean_text.h"

namespace lossy::notes {
namespace {

constexpr std::size_t kMaxTextBytes = 10'000;
constexpr std::size_t kMaxNameBytes = 64;

absl::StatusOr<std::string> WithoutMarkup(absl::string_view field, absl::string_view text,
                                          std::size_t max_bytes) {
  std::string clean = services::WithoutMarkup(services::CleanText(text));
  if (clean.size() <= max_bytes) return clean;
  return base::InvalidArgument(field, absl::StrCat("must be at most ", max_bytes, " bytes"));
}

}  // namespace

absl::Status CheckConfidence(double confidence) {
  // This form rejects NaN.
  if (confidence >= 0 && confidence <= 1) return absl::OkStatus();
  return base::InvalidArgument("confidence", "must be between 0 and 1");
}

absl::Status CheckCategory(v1::NoteCategory category) {
  return v1::NoteCategory_IsValid(category)
             ? absl::OkStatus()
             : base::InvalidArgument("category", "is not a known one");
}

absl::StatusOr<absl::optional<double>> ToEnd(double end_seconds, double timestamp) {
  absl::Status seconds = services::CheckSeconds("end_seconds", end_seconds);
  if (!seconds.ok()) return seconds;
  if (end_seconds < timestamp) {
    return base::InvalidArgument("end_seconds", "must not be before timestamp_seconds");
  }
  return end_seconds == timestamp ? absl::nullopt : absl::make_optional(end_seconds);
}

absl::StatusOr<std::string> ToText(absl::string_view field, absl::string_view text) {
  return WithoutMarkup(field, text, kMaxTextBytes);
}

absl::StatusOr<std::string> ToName(absl::string_view field, absl::string_view name) {
  return WithoutMarkup(field, name, kMaxNameBytes);
}

absl::optional<std::string> UnlessEmpty(std::string text) {
  if (text.empty()) return absl::nullopt;
  return text;
}

}  // namespace lossy::notes
