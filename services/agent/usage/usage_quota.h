#pragma once

#include <string>

#include "absl/status/status.h"
#include "services/agent/models/api/usage.h"

namespace lossy::agent {

// What remote models may cost. Thread-safe. RESOURCE_EXHAUSTED says when to ask again, if ever.
class UsageQuota {
 public:
  virtual ~UsageQuota() = default;

  virtual absl::Status TakeStructuring(const std::string& user_id,
                                       const std::string& session_id) = 0;
  // `session_id`: whatever counts as one for a note that was not spoken in any.
  virtual absl::Status TakeVision(const std::string& user_id, const std::string& session_id) = 0;

  // Counts what an answer cost; nothing, where no model was asked. `kind` is "structuring",
  // "transcription" or "vision".
  virtual void Spend(const std::string& user_id, const std::string& session_id, const char* kind,
                     const Usage& usage) = 0;
};

}  // namespace lossy::agent
