#pragma once

#include <string>

#include "absl/status/status.h"
#include "base/rpc/caller.h"
#include "lossy/privacy/v1/privacy.pb.h"
#include "services/shared/privacy/user_export.h"

namespace lossy::services {

// The words of users that one service stores. Thread-safe.
class WordStore {
 public:
  virtual ~WordStore() = default;

  // Deletes what the request names, of the caller's user. A missing row counts as deleted.
  // UNAVAILABLE if more is left after as much as one call may do.
  virtual absl::Status Forget(const base::Caller& caller,
                              const privacy::v1::ForgetRequest& request) = 0;

  // Gives all that is stored of the user.
  virtual absl::Status Export(const std::string& user_id, TakePart take) = 0;
};

}  // namespace lossy::services
