#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "absl/strings/string_view.h"

namespace lossy::base {

// Reads text lines from a pipe on a thread of its own. A line longer than 4 KiB comes in pieces of
// that size. The end of a text without a newline counts as a line after a short pause.
class LineReader {
 public:
  // Reads from `fd`, which the caller owns, until all writers have closed the pipe. Calls `on_line`
  // on the thread, without the newline, never for an empty line.
  LineReader(int fd, std::function<void(absl::string_view)> on_line);
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;
  // Waits for the end of the pipe.
  ~LineReader();

  // True if all bytes written to the pipe were given to `on_line`. Safe in a signal handler.
  bool Idle() const;

 private:
  void Run();
  // Returns false at the end of the pipe.
  bool Read();
  void HandOver(absl::string_view line);
  void HandOverWholeLines();

  const int fd_;
  const std::function<void(absl::string_view)> on_line_;
  std::string text_;               // Read and not handed over. The thread's own.
  std::atomic<bool> busy_{false};  // Set while text_ has something.
  std::thread thread_;
};

}  // namespace lossy::base
