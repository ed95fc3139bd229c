#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "base/sync/mutex.h"

namespace lossy::base {

// The readiness of a process.
struct ProcessState {
  // A part that may fail while the rest of the process works.
  struct Part {
    std::string name;
    bool required = false;  // True if the process is not ready while the part fails.
    absl::Status status;
  };

  bool ready = false;
  bool draining = false;
  std::vector<Part> parts;
};

// A ProcessState that one thread reports and others read. Thread-safe.
class ProcessStateRecord {
 public:
  void SetReadiness(bool ready, std::vector<ProcessState::Part> parts) {
    MutexLock lock(mutex_);
    state_.ready = ready;
    state_.parts = std::move(parts);
  }
  // The process stops. It is not ready from now on.
  void SetDraining() {
    MutexLock lock(mutex_);
    state_.ready = false;
    state_.draining = true;
  }
  ProcessState Get() const {
    MutexLock lock(mutex_);
    return state_;
  }

 private:
  mutable Mutex mutex_;
  ProcessState state_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::base
