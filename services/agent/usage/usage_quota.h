#pragma once

#include <string>

#include "absl/status/status.h"
#include "services/agent/models/api/usage.h"
#include "services/agent/usage/model_call.h"

namespace lossy::agent {

// UsageQuota limits the calls to remote models, and counts their cost. Thread-safe.
class UsageQuota {
 public:
  virtual ~UsageQuota() = default;

  // Takes one call from the quota. `session_id` is the session, or the id of a video or note if no
  // session belongs to the call. Returns RESOURCE_EXHAUSTED if a limit is reached, with a retry
  // hint if a later call may succeed.
  virtual absl::Status Take(ModelCall call, const std::string& user_id,
                            const std::string& session_id) = 0;

  // Counts the cost of an answer. Does nothing if `usage` names no model.
  virtual void Spend(ModelCall call, const std::string& user_id, const std::string& session_id,
                     const Usage& usage) = 0;
};

}  // namespace lossy::agent
