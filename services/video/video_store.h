#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/pg/pool.h"
#include "base/pg/transaction.h"
#include "lossy/video/v1/video.pb.h"
#include "services/shared/timecode/timecode.h"
#include "services/video/sighting.h"

namespace lossy::video {

// The SQL of videos. Each function sees only the rows of `user_id`.
//
// Threads: thread-safe as far as the pool or transaction is. Errors: those of the pool or
// transaction, and the named ones.

// The result of DetectVideo and QueueVideo.
struct FoundVideo {
  v1::Video video;
  bool created = false;
};

// Finds or creates the video of the sighting. Replaces stored fields by those of the sighting, and
// sets the time of the last view. A video that a former version stored under `Sighting::former`
// keeps that source.
absl::StatusOr<FoundVideo> DetectVideo(base::pg::Transaction& transaction,
                                       const std::string& user_id, const Sighting& sighting);

// Finds or creates the video of the sighting. Sets the status of a new or archived video to queued.
absl::StatusOr<FoundVideo> QueueVideo(base::pg::Transaction& transaction,
                                      const std::string& user_id, const Sighting& sighting);

// Sets the status and returns the video. NOT_FOUND.
absl::StatusOr<v1::Video> SetStatus(base::pg::Transaction& transaction, const std::string& user_id,
                                    const std::string& video_id, v1::VideoStatus status);

// Sets the frame rate and the timecode of the first frame, and returns the video. NOT_FOUND.
absl::StatusOr<v1::Video> SetTimecode(base::pg::Transaction& transaction,
                                      const std::string& user_id, const std::string& video_id,
                                      const services::Timecode& start);

// Sets the number of notes and the time of the last view, and returns the video. NOT_FOUND.
absl::StatusOr<v1::Video> TouchVideo(base::pg::Transaction& transaction, const std::string& user_id,
                                     const std::string& video_id, std::int64_t note_count);

// A video whose number of notes and last view are to be set.
struct VideoTouch {
  std::string user_id;
  std::string video_id;
  std::int64_t note_count = 0;
};

// Sets the values of several videos, of any users, as TouchVideo. Returns the videos in the order
// of `touches`. nullopt stands for a video that the statement did not find: it was deleted, changed
// while the statement ran, or stands twice in `touches`. A single video is always found if it
// exists.
absl::StatusOr<std::vector<absl::optional<v1::Video>>> TouchVideos(
    base::pg::Transaction& transaction, absl::Span<const VideoTouch> touches);

// NOT_FOUND.
absl::Status DeleteVideo(base::pg::Transaction& transaction, const std::string& user_id,
                         const std::string& video_id);

// NOT_FOUND.
absl::StatusOr<v1::Video> GetVideo(base::pg::Pool& pool, const std::string& user_id,
                                   const std::string& video_id);

// A page of the user's videos, last viewed first.
struct Page {
  v1::VideoStatus status = v1::VIDEO_STATUS_UNSPECIFIED;
  std::string platform;  // Empty: all.
  std::string search;    // Empty: all.
  int limit = 100;
  // The most rows that the SQL of a page with a filter reads.
  int search_rows = 2000;
  // Empty, or the keys of the last row of the page before: last_viewed_at, inserted_at and id.
  std::vector<std::string> after;

  bool filtered() const {
    return status != v1::VIDEO_STATUS_UNSPECIFIED || !platform.empty() || !search.empty();
  }
};

// The videos of one page, at most `limit`. A page with a filter may have fewer videos before the
// last page, if too few of the `search_rows` match.
struct Listing {
  std::vector<v1::Video> videos;
  std::vector<std::string> next;  // Empty on the last page.
};

// Returns a page. Its cost depends on `limit`, and with a filter on `search_rows`, but not on the
// number of the user's videos.
absl::StatusOr<Listing> ListVideos(base::pg::Pool& pool, const std::string& user_id,
                                   const Page& page);

}  // namespace lossy::video
