#pragma once

#include "absl/status/status.h"
#include "base/rpc/caller.h"
#include "base/rpc/user_call_limiter.h"
#include "lossy/video/v1/video.pb.h"
#include "services/video/pg_store.h"

namespace lossy::video {

// The rules of the library. Each method works on the caller's own videos, and another user's do not
// exist for it. A change and its event are one transaction. Thread-safe. Errors: see video.proto.
class Videos {
 public:
  struct Limits {
    Quotas quotas;
    // Most rows that a page with a filter looks at.
    int search_rows = 2000;
  };

  // All must outlive it. `searches` bounds the pages with a filter of each user that are read at
  // once; nullptr: nothing does.
  explicit Videos(PgStore& store) : Videos(store, Limits(), nullptr) {}
  Videos(PgStore& store, Limits limits, base::UserCallLimiter* searches)
      : store_(store), limits_(limits), searches_(searches) {}

  absl::Status Detect(const base::Caller& caller, const v1::DetectVideoRequest& request,
                      v1::DetectVideoResponse* response);
  absl::Status List(const base::Caller& caller, const v1::ListVideosRequest& request,
                    v1::ListVideosResponse* response);
  absl::Status Get(const base::Caller& caller, const v1::GetVideoRequest& request,
                   v1::GetVideoResponse* response);
  absl::Status UpdateStatus(const base::Caller& caller, const v1::UpdateVideoStatusRequest& request,
                            v1::UpdateVideoStatusResponse* response);
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
  // Of a video that the transaction has found or created.
  absl::Status CheckCreated(base::pg::Transaction& transaction, const base::Caller& caller,
                            const PgStore::Found& found);

  PgStore& store_;
  const Limits limits_;
  base::UserCallLimiter* const searches_;
};

}  // namespace lossy::video
