#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace lossy::agent {

// Finds the addresses of one host. Thread-safe.
//
// The system's resolver blocks and cannot be stopped. So it runs on a thread of its own, one at a
// time whoever asks, which nobody has to wait for: it may outlive this object.
class HostLookup {
 public:
  explicit HostLookup(std::string host);
  ~HostLookup();

  // Numeric addresses, at least one, the preferred one first. UNAVAILABLE, DEADLINE_EXCEEDED;
  // CANCELLED after Shutdown.
  absl::StatusOr<std::vector<std::string>> Find(absl::Time deadline);

  void Shutdown();

 private:
  struct State;

  const std::shared_ptr<State> state_;
};

}  // namespace lossy::agent
