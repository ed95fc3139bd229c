#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "absl/strings/string_view.h"

namespace lossy::base {

// Writes lines to a file descriptor on a thread of its own, so that a reader that stalls blocks no
// caller. Thread-safe.
//
// The queue is bounded. A line that does not fit is dropped and counted, as is a line that the
// descriptor does not accept. The first write after a drop is followed by a line that says how many
// lines were dropped.
class LogWriter {
 public:
  // Of the lines that are not written yet.
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
  // Later lines go to `fd`. Call while Idle().
  void SetFd(int fd) { fd_ = fd; }

  // Queues `line`, which has no newline. Blocks for the queue's lock alone.
  void Write(absl::string_view line);

  // Whether all queued lines are written or dropped. Safe in a signal handler.
  bool Idle() const { return done_.load() == queued_.load(); }

  // Lines dropped since the start.
  std::int64_t dropped() const { return dropped_.load(); }

 private:
  void Run();
  // Adds the line that reports dropped lines. Called with mutex_ held.
  void AppendReport(std::int64_t dropped, std::string* batch);
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

  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_.
  Limits limits_{.bytes = 4 << 20, .lines = 20'000};
  std::string pending_;      // Not taken by the thread yet.
  std::size_t bytes_ = 0;    // Of all lines that are not written, in pending_ or not.
  std::size_t lines_ = 0;    // The same in lines.
  std::int64_t unsaid_ = 0;  // Dropped and not reported yet.
  bool stop_ = false;

  std::thread thread_;
};

}  // namespace lossy::base
