#pragma once

#include <memory>

#include "absl/time/time.h"
#include "base/log/log.h"

namespace lossy::base {

// Changes the least level of the log at run time, for good or for a time. Thread-safe. Make at most
// one in a process.
class LogLevelOverride {
 public:
  // The present level is the one that a temporary level goes back to.
  LogLevelOverride();
  // Sets the level of the construction again.
  ~LogLevelOverride();
  LogLevelOverride(const LogLevelOverride&) = delete;
  LogLevelOverride& operator=(const LogLevelOverride&) = delete;

  // Sets the level for `duration`, which may be infinite, and returns the one before. A later call
  // ends the effect of an earlier one. The event `log_level_restored` logs the end of the time.
  LogLevel Set(LogLevel level, absl::Duration duration);

  // Returns the steady time at which the level goes back; infinite if it stays.
  absl::Time until() const;

 private:
  struct State;

  const std::shared_ptr<State> state_;
};

}  // namespace lossy::base
