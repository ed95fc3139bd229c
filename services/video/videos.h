#pragma once

#include "absl/status/status.h"
#include "base/outbox/relay.h"
#include "base/rpc/caller.h"
#include "lossy/video/v1/video.pb.h"
#include "services/video/pg_store.h"

namespace lossy::video {

// The rules of the library. Each method works on the caller's own videos, and another user's do not
// exist for it. A change and its event are one transaction. Thread-safe. Errors: see video.proto.
class Videos {
 public:
  // Both must outlive it.
  Videos(PgStore& store, base::Relay& relay) : store_(store), relay_(relay) {}

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

 private:
  PgStore& store_;
  base::Relay& relay_;
};

}  // namespace lossy::video
