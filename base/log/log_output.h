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

// Writes log lines to standard error through a LogWriter, and can capture what other code writes
// there. Thread-safe. A process makes one object, which must live until the process ends.
class LogOutput {
 public:
  // `dropped_line` returns the line that reports a number of dropped lines (see LogWriter).
  explicit LogOutput(std::function<std::string(std::int64_t)> dropped_line);

  // `flush` is the longest time for which Flush and WriteNow block; 1 s until the first call.
  void SetLimits(LogWriter::Limits queue, absl::Duration flush);

  // Queues a line without a newline. Never waits for the reader of standard error. In a child of
  // fork, which has no writing thread, Write writes the line itself and may block.
  void Write(absl::string_view line);

  // From now on `on_line` receives each line that a library writes to file descriptor 2. It runs on
  // another thread. Programs that this process starts inherit the descriptor. Call once, while no
  // other thread runs.
  void CaptureStderr(std::function<void(absl::string_view)> on_line);

  // Blocks until all lines are written to standard error. Returns false if that takes longer than
  // the limit. Safe in a signal handler.
  bool Flush() const;

  // Writes a line with its newline immediately, without the queue, for a process that crashes. Safe
  // in a signal handler.
  void WriteNow(absl::string_view line) const;

  // The number of lines dropped since the start.
  std::int64_t dropped() const { return writer_.dropped(); }

 private:
  std::atomic<int> fd_;  // The process's original standard error.
  std::atomic<std::int64_t> flush_ms_{1000};
  LogWriter writer_;
  std::unique_ptr<LineReader> reader_;
};

}  // namespace lossy::base
