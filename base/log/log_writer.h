#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "absl/strings/string_view.h"
#include "base/sync/mutex.h"

namespace lossy::base {

// Writes lines to a file descriptor on a thread of its own, so that a reader that stalls blocks no
// caller. Thread-safe.
//
// The queue is bounded. A line that does not fit is dropped and counted, as is a line that the
// descriptor does not accept. The first write after a drop is followed by a line that states how
// many lines were dropped.
class LogWriter {
 public:
  // The most bytes and lines that may wait to be written.
  struct Limits {
    std::size_t bytes;
    std::size_t lines;
  };

  // Writes to `fd`, which the caller owns and which must stay open. `dropped_line` returns the line
  // that reports a number of dropped lines; the thread of the writer calls it.
  LogWriter(int fd, std::function<std::string(std::int64_t)> dropped_line);
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;
  // Drops the lines that are not written yet.
  ~LogWriter();

  void SetLimits(Limits limits);
  // Sends later lines to `fd`. Call only while Idle() is true.
  void SetFd(int fd) { fd_ = fd; }

  // Queues `line`, which has no newline. Blocks only for the queue's mutex.
  void Write(absl::string_view line);

  // True if all queued lines are written or dropped. Safe in a signal handler.
  bool Idle() const { return done_.load() == queued_.load(); }

  // The number of lines dropped since the start.
  std::int64_t dropped() const { return dropped_.load(); }

 private:
  void Run();
  // Adds the line that reports dropped lines.
  void AppendReport(std::int64_t dropped, std::string* batch) LOSSY_REQUIRES(mutex_);
  // Sets `lost` to the lines that the descriptor did not accept. Returns false when the writer
  // stops.
  bool WriteBatch(absl::string_view batch, std::int64_t* lost);
  // Blocks until the descriptor accepts bytes. Returns false when the writer stops.
  bool AwaitWritable();
  void Finish(std::size_t bytes, std::size_t lines);

  const std::function<std::string(std::int64_t)> dropped_line_;
  const int wake_fd_;  // Readable when the writer stops.
  std::atomic<int> fd_;
  std::atomic<std::uint64_t> queued_{0};  // Lines accepted.
  std::atomic<std::uint64_t> done_{0};    // Lines written, or dropped after they were accepted.
  std::atomic<std::int64_t> dropped_{0};

  Mutex mutex_;
  CondVar changed_;
  Limits limits_ LOSSY_GUARDED_BY(mutex_){.bytes = 4 << 20, .lines = 20'000};
  std::string pending_ LOSSY_GUARDED_BY(mutex_);  // Not taken by the thread yet.
  // Bytes and lines that are not written, in pending_ or not.
  std::size_t bytes_ LOSSY_GUARDED_BY(mutex_) = 0;
  std::size_t lines_ LOSSY_GUARDED_BY(mutex_) = 0;
  std::int64_t unreported_ LOSSY_GUARDED_BY(mutex_) = 0;  // Lines dropped and not reported yet.
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;

  std::thread thread_;
};

}  // namespace lossy::base
