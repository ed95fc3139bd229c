#pragma once

#include <string>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/agent/context_ring.h"

namespace lossy::agent {

// Words that were spoken in a session, on their way to become a note.
struct Transcript {
  std::string id;  // UUID; set by the store.
  std::string user_id;
  std::string session_id;
  std::string request_id;
  std::string text;
  std::string source;
  absl::optional<double> duration_seconds;
  Context context;
  int attempts = 0;
  absl::Time spoken_at;
};

}  // namespace lossy::agent
