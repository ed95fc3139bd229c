#include "services/notes/page.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/strings/numbers.h"
#include "base/error/error.h"
#include "base/text/cursor.h"
#include "base/text/uuid.h"

namespace lossy::notes {
namespace {

constexpr int kMaxLimit = 1000;

template <typename Request>
absl::StatusOr<int> LimitOf(const Request& request) {
  if (!request.has_limit()) return kMaxLimit;
  if (request.limit() < 1) return base::InvalidArgument("limit", "must be at least 1");
  return std::min(request.limit(), kMaxLimit);
}

// Reads a cursor of a number and an id. An empty cursor leaves both unchanged.
template <typename Number>
absl::Status ReadCursor(const std::string& cursor, bool (*parse)(absl::string_view, Number*),
                        Number* number, std::string* id) {
  if (cursor.empty()) return absl::OkStatus();
  absl::StatusOr<std::vector<std::string>> keys = base::DecodeCursor(cursor, 2);
  if (!keys.ok()) return keys.status();
  if (!parse((*keys)[0], number) || !base::IsUuid((*keys)[1])) {
    return base::InvalidArgument("cursor", "is not one that was given out");
  }
  *id = (*keys)[1];
  return absl::OkStatus();
}

bool ParseSeconds(absl::string_view text, double* seconds) {
  return absl::SimpleAtod(text, seconds) && std::isfinite(*seconds);
}

bool ParseMicros(absl::string_view text, std::int64_t* micros) {
  return absl::SimpleAtoi(text, micros);
}

}  // namespace

absl::StatusOr<TimelinePage> ToPage(const v1::ListVideoNotesRequest& request) {
  absl::StatusOr<int> limit = LimitOf(request);
  if (!limit.ok()) return limit.status();
  TimelinePage page{.limit = *limit};
  absl::Status read =
      ReadCursor(request.cursor(), &ParseSeconds, &page.after_seconds, &page.after_id);
  if (!read.ok()) return read;
  return page;
}

absl::StatusOr<NewestPage> ToPage(const v1::ListNotesRequest& request) {
  absl::StatusOr<int> limit = LimitOf(request);
  if (!limit.ok()) return limit.status();
  if (!v1::NoteCategory_IsValid(request.category())) {
    return base::InvalidArgument("category", "is not a known one");
  }
  if (!v1::NoteStatus_IsValid(request.status())) {
    return base::InvalidArgument("status", "is not a known one");
  }
  NewestPage page{.video_id = request.video_id(),
                  .category = request.category(),
                  .status = request.status(),
                  .limit = *limit};
  absl::Status read =
      ReadCursor(request.cursor(), &ParseMicros, &page.before_micros, &page.before_id);
  if (!read.ok()) return read;
  return page;
}

}  // namespace lossy::notes
