#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "absl/strings/string_view.h"

namespace lossy::base {

// Reads text lines from a pipe on a thread of its own. The reader splits a line longer than 4 KiB
// into pieces of that size. It passes on a text without a newline after a short pause.
class LineReader {
 public:
  // Reads from `fd`, which the caller owns, until all writers have closed the pipe. Calls `on_line`
  // on the thread, without the newline, never for an empty line.
  LineReader(int fd, std::function<void(absl::string_view)> on_line);
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;
  // Blocks until all writers have closed the pipe.
  ~LineReader();

  // True if `on_line` has received all bytes that were written to the pipe. Safe in a signal
  // handler.
  bool Idle() const;

 private:
  void Run();
  // Returns false at the end of the pipe.
  bool Read();
  void HandOver(absl::string_view line);
  void HandOverWholeLines();

  const int fd_;
  const std::function<void(absl::string_view)> on_line_;
  std::string text_;               // Read and not yet passed to on_line_. Used by thread_ only.
  std::atomic<bool> busy_{false};  // True while text_ is not empty.
  std::thread thread_;
};

}  // namespace lossy::base
