#pragma once

#include "absl/status/status.h"
#include "base/pg/pool.h"
#include "base/rpc/caller.h"
#include "base/rpc/user_call_limiter.h"
#include "lossy/video/v1/video.pb.h"
#include "services/video/usage.h"
#include "services/video/video_store.h"
#include "services/video/video_touches.h"

namespace lossy::video {

// The methods of VideoService, without gRPC. Each method works on the caller's own videos; those of
// other users are NOT_FOUND. A change and its event are one transaction.
//
// Threads: thread-safe. Errors: see video.proto.
class Videos {
 public:
  struct Limits {
    Quotas quotas;
    // The most rows that a page with a filter reads.
    int search_rows = 2000;
  };

  // `pool`, of the schema `video`, and `searches` must outlive the object. `searches` bounds the
  // concurrent List calls with a filter of each user; nullptr: no bound.
  explicit Videos(base::pg::Pool& pool) : Videos(pool, Limits(), nullptr) {}
  Videos(base::pg::Pool& pool, Limits limits, base::UserCallLimiter* searches)
      : pool_(pool), limits_(limits), searches_(searches), touches_(pool) {}

  absl::Status Detect(const base::Caller& caller, const v1::DetectVideoRequest& request,
                      v1::DetectVideoResponse* response);
  absl::Status List(const base::Caller& caller, const v1::ListVideosRequest& request,
                    v1::ListVideosResponse* response);
  absl::Status Get(const base::Caller& caller, const v1::GetVideoRequest& request,
                   v1::GetVideoResponse* response);
  absl::Status UpdateStatus(const base::Caller& caller, const v1::UpdateVideoStatusRequest& request,
                            v1::UpdateVideoStatusResponse* response);
  absl::Status UpdateTimecode(const base::Caller& caller,
                              const v1::UpdateVideoTimecodeRequest& request,
                              v1::UpdateVideoTimecodeResponse* response);
  absl::Status Queue(const base::Caller& caller, const v1::QueueVideoRequest& request,
                     v1::QueueVideoResponse* response);
  absl::Status Touch(const base::Caller& caller, const v1::TouchVideoRequest& request,
                     v1::TouchVideoResponse* response);
  absl::Status GetUsage(const base::Caller& caller, const v1::GetUsageRequest& request,
                        v1::GetUsageResponse* response);
  absl::Status Delete(const base::Caller& caller, const v1::DeleteVideoRequest& request,
                      v1::DeleteVideoResponse* response);

 private:
  absl::StatusOr<Listing> ListPage(const base::Caller& caller, const Page& page);
  // Checks the quotas if the transaction created the video.
  absl::Status CheckCreated(base::pg::Transaction& transaction, const base::Caller& caller,
                            const FoundVideo& found);

  base::pg::Pool& pool_;
  const Limits limits_;
  base::UserCallLimiter* const searches_;
  VideoTouches touches_;
};

}  // namespace lossy::video
