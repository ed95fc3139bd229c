#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/process/log.h"
#include "base/time/clock.h"

namespace lossy::base {

// Writes log lines of one event at a bounded rate, so that a client that causes them can fill no
// disk: ten at once, then one a second. The next line that is written says in `suppressed` how many
// were left out. Thread-safe.
class LimitedLog {
 public:
  // `event` must outlive it, as a string literal does; `clock` too.
  explicit LimitedLog(absl::string_view event, LogLevel level = LogLevel::kWarning,
                      const Clock& clock = RealClock());

  // Writes `{key: text}` or counts it as suppressed. Returns whether it wrote.
  bool Write(absl::string_view key, absl::string_view text);

 private:
  const absl::string_view event_;
  const LogLevel level_;
  const Clock& clock_;

  std::mutex mutex_;
  double allowed_;               // Lines that may be written now. Guarded by mutex_.
  absl::Time counted_;           // When allowed_ was brought up to date. Guarded by mutex_.
  std::int64_t suppressed_ = 0;  // Since the last line. Guarded by mutex_.
};

}  // namespace lossy::base
