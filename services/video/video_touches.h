#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/pg/pool.h"
#include "base/rpc/caller.h"
#include "base/sync/batcher.h"
#include "base/trace/trace_context.h"
#include "lossy/video/v1/video.pb.h"

namespace lossy::video {

// Sets the number of notes of videos, and the time of their last view, for the notes service.
// Concurrent calls share a transaction, with one event for each video (docs/adr/0076). A call that
// cannot be written fails alone.
//
// Threads: thread-safe. Errors: NOT_FOUND, and those of Pool::Transaction.
class VideoTouches {
 public:
  // `pool`, of the schema `video`, must outlive the object.
  explicit VideoTouches(base::pg::Pool& pool);

  // Returns the video. A repeat of a request changes nothing and returns the present video. The
  // caller must have checked the request.
  absl::StatusOr<v1::Video> Touch(const base::Caller& caller, const v1::TouchVideoRequest& request);

 private:
  struct TouchOfVideo {
    const base::Caller& caller;
    const v1::TouchVideoRequest& request;
    base::TraceContext trace;  // The span that the event continues.
  };
  // nullopt stands for a repeat.
  using Result = absl::StatusOr<absl::optional<v1::Video>>;

  // Writes the touches with these numbers, and sets their `results`. Appends the numbers of those
  // that cannot be written with others to `rejected`.
  static absl::Status Write(base::pg::Transaction& transaction,
                            absl::Span<const TouchOfVideo* const> batch,
                            absl::Span<const std::size_t> items, std::vector<Result>& results,
                            std::vector<std::size_t>& rejected);
  // Returns nullopt for a touch that must be written alone.
  std::vector<absl::optional<Result>> TouchTogether(absl::Span<const TouchOfVideo* const> batch);

  base::pg::Pool& pool_;
  base::Batcher<TouchOfVideo, absl::optional<Result>> batcher_;
};

}  // namespace lossy::video
