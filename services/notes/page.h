#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "absl/status/statusor.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::notes {

// A page of a video's timeline, in the order of seconds and id: up to `limit` notes after this
// position. `limit` is 1 to 1,000.
struct TimelinePage {
  int limit = 0;
  double after_seconds = -1;
  std::string after_id = "00000000-0000-0000-0000-000000000000";
};

// A page of the user's notes, newest first: up to `limit` notes that are older than this position.
// The values UNSPECIFIED select all categories and all statuses.
struct NewestPage {
  std::string video_id;  // Empty: all videos.
  v1::NoteCategory category = v1::NOTE_CATEGORY_UNSPECIFIED;
  v1::NoteStatus status = v1::NOTE_STATUS_UNSPECIFIED;
  int limit = 0;
  // The creation time, in microseconds since 1970, and the id of the last note before the page.
  std::int64_t before_micros = std::numeric_limits<std::int64_t>::max();
  std::string before_id = "ffffffff-ffff-ffff-ffff-ffffffffffff";
};

// Check the request and return its page. Return INVALID_ARGUMENT, which names the field, if a field
// is invalid.
absl::StatusOr<TimelinePage> ToPage(const v1::ListVideoNotesRequest& request);
absl::StatusOr<NewestPage> ToPage(const v1::ListNotesRequest& request);

}  // namespace lossy::notes
