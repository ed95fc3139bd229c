#pragma once

#include <string>

#include "absl/status/status.h"
#include "base/rpc/caller.h"
#include "lossy/privacy/v1/privacy.pb.h"
#include "services/shared/privacy/user_export.h"

namespace lossy::services {

// The interface to the data of users that one service stores, for PrivacyService. Threads:
// thread-safe.
class WordStore {
 public:
  virtual ~WordStore() = default;

  // Deletes the data of the caller's user that the request names. Returns OK also if there is none.
  // Returns UNAVAILABLE if some data is left shortly before the caller's deadline; the caller must
  // retry.
  virtual absl::Status Forget(const base::Caller& caller,
                              const privacy::v1::ForgetRequest& request) = 0;

  // Passes all data of the user to `take`. Errors: those of the database and of `take`.
  virtual absl::Status Export(const std::string& user_id, TakePart take) = 0;
};

}  // namespace lossy::services
