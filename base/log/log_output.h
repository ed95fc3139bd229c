#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/log/line_reader.h"
#include "base/log/log_writer.h"

namespace lossy::base {

// Standard error as the place of log lines. Thread-safe. Made once, and lives as long as the
// process.
class LogOutput {
 public:
  // `dropped_line` as for LogWriter.
  explicit LogOutput(std::function<std::string(std::int64_t)> dropped_line);

  // `flush` bounds Flush and WriteNow.
  void SetLimits(LogWriter::Limits queue, absl::Duration flush);

  // Never waits for the reader of standard error, except in a child of fork: that has no thread
  // which writes.
  void Write(absl::string_view line);

  // From now on each line that a library writes to file descriptor 2 is given to `on_line` instead,
  // on another thread. Programs that this process starts inherit the descriptor. Call once, while
  // no other thread runs.
  void CaptureStderr(std::function<void(absl::string_view)> on_line);

  // Waits until all that was written is with the reader. Returns whether it is. Safe in a signal
  // handler.
  bool Flush() const;

  // Writes past the queue, for a process that crashes. Safe in a signal handler.
  void WriteNow(absl::string_view line) const;

  std::int64_t dropped() const { return writer_.dropped(); }

 private:
  std::atomic<int> fd_;  // The standard error that the process was started with.
  std::atomic<std::int64_t> flush_ms_{1000};
  LogWriter writer_;
  std::unique_ptr<LineReader> reader_;
};

}  // namespace lossy::base
