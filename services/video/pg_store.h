#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "base/once/once.h"
#include "base/pg/pool.h"
#include "lossy/video/v1/video.pb.h"
#include "services/video/platform.h"
#include "services/video/usage.h"

namespace lossy::video {

// A client's description of a video.
struct Sighting {
  Source source;
  // The source under which an earlier version may have stored the video, if not `source`.
  absl::optional<Source> former;
  std::string url;
  absl::optional<std::string> title;
  absl::optional<std::string> thumbnail_url;
};

// A page of the library. Keys are those of the last row of the page before.
struct Page {
  v1::VideoStatus status = v1::VIDEO_STATUS_UNSPECIFIED;
  std::string platform;  // Empty: all.
  std::string search;    // Empty: all.
  int limit = 100;
  // Most rows that are looked at when not all are wanted.
  int search_rows = 2000;
  std::vector<std::string> after;  // Empty, or last_viewed_at, inserted_at and id.

  bool filtered() const {
    return status != v1::VIDEO_STATUS_UNSPECIFIED || !platform.empty() || !search.empty();
  }
};

// At most `limit` videos; fewer, or none, before the last page if too few of `search_rows` are
// wanted.
struct Listing {
  std::vector<v1::Video> videos;
  std::vector<std::string> next;  // Empty on the last page.
};

// The schema `video`. Every row belongs to a user; a method sees only that user's. Thread-safe.
class PgStore {
 public:
  explicit PgStore(base::pg::Pool& pool) : pool_(pool) {}

  // Creates the schema or brings it up to date.
  absl::Status Migrate();

  // A change and what it queues for others, in one transaction, done once for the request's key.
  template <typename Response>
  absl::Status Write(const base::RequestKey& key, Response* response,
                     absl::FunctionRef<absl::Status(base::pg::Transaction&)> work) {
    return pool_.Transaction([&](base::pg::Transaction& transaction) {
      return base::Once(transaction, key, response, [&] { return work(transaction); });
    });
  }

  struct Found {
    v1::Video video;
    bool created = false;
  };
  // Finds or creates; what the sighting knows replaces what was stored. Counts as a view. A video
  // that a version before stored under another source keeps that one.
  static absl::StatusOr<Found> Detect(base::pg::Transaction& transaction,
                                      const std::string& user_id, const Sighting& sighting);
  // Finds or creates; a new or archived one is queued.
  static absl::StatusOr<Found> Queue(base::pg::Transaction& transaction, const std::string& user_id,
                                     const Sighting& sighting);
  static absl::StatusOr<v1::Video> SetStatus(base::pg::Transaction& transaction,
                                             const std::string& user_id,
                                             const std::string& video_id, v1::VideoStatus status);
  static absl::StatusOr<v1::Video> Touch(base::pg::Transaction& transaction,
                                         const std::string& user_id, const std::string& video_id,
                                         std::int64_t note_count);

  // NOT_FOUND.
  static absl::Status Delete(base::pg::Transaction& transaction, const std::string& user_id,
                             const std::string& video_id);

  absl::StatusOr<v1::Video> Get(const std::string& user_id, const std::string& video_id);
  // Its cost is bounded by `limit`, and by `search_rows` of a filtered page, however many videos
  // the user has.
  absl::StatusOr<Listing> List(const std::string& user_id, const Page& page);
  absl::StatusOr<Usage> FindUsage(const std::string& user_id);
  absl::StatusOr<base::RequestCount> CountRequests(const std::string& user_id) {
    return base::CountRequests(pool_, user_id);
  }

 private:
  base::pg::Pool& pool_;
};

}  // namespace lossy::video
