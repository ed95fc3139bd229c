#pragma once

#include "absl/status/status.h"
#include "base/pg/pool.h"
#include "base/rpc/caller.h"
#include "lossy/privacy/v1/privacy.pb.h"

namespace lossy::video {

// Erases users. One transaction marks the user as erased in this service and queues Forget calls to
// every service, which the relay delivers.
//
// Threads: thread-safe. Errors: see privacy.proto.
class Accounts {
 public:
  // `pool`, of the schema `video`, must outlive the object.
  explicit Accounts(base::pg::Pool& pool) : pool_(pool) {}

  // Begins to erase a user, and reports if every service has done so. The caller repeats the call
  // until the response is `done`.
  absl::Status Erase(const base::Caller& caller, const privacy::v1::EraseUserRequest& request,
                     privacy::v1::EraseUserResponse* response);

 private:
  base::pg::Pool& pool_;
};

}  // namespace lossy::video
