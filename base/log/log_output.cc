#include "base/log/log_output.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

// A function of the sanitizer's runtime, in programs that have one.
extern "C" void __sanitizer_set_report_fd(void* fd) __attribute__((weak));

namespace lossy::base {
namespace {

constexpr absl::Duration kFlushPause = absl::Milliseconds(1);

std::atomic<bool> forked{false};

// absl::Now does not allocate, but it may lock.
absl::Duration SinceBoot() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return absl::DurationFromTimespec(now);
}

void Pause() {
  const timespec pause = absl::ToTimespec(kFlushPause);
  nanosleep(&pause, nullptr);
}

void WriteAll(int fd, absl::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

LogOutput::LogOutput(std::function<std::string(std::int64_t)> dropped_line)
    : fd_(STDERR_FILENO), writer_(STDERR_FILENO, std::move(dropped_line)) {
  pthread_atfork(nullptr, nullptr, [] { forked = true; });
}

void LogOutput::SetLimits(LogWriter::Limits queue, absl::Duration flush) {
  writer_.SetLimits(queue);
  flush_ms_ = absl::ToInt64Milliseconds(flush);
}

void LogOutput::Write(absl::string_view line) {
  if (!forked) return writer_.Write(line);
  WriteAll(fd_, std::string(line) + '\n');
}

void LogOutput::CaptureStderr(std::function<void(absl::string_view)> on_line) {
  const int original = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  int ends[2];
  // Without standard error or free descriptors, the output of libraries is not captured.
  if (original < 0 || pipe2(ends, O_CLOEXEC) != 0) return;
  Flush();
  fd_ = original;
  writer_.SetFd(original);
  dup2(ends[1], STDERR_FILENO);
  close(ends[1]);
  // A sanitizer ends the process without a chance to read its report from the pipe.
  if (__sanitizer_set_report_fd != nullptr) {
    __sanitizer_set_report_fd(reinterpret_cast<void*>(static_cast<std::intptr_t>(original)));
  }
  reader_ = std::make_unique<LineReader>(ends[0], std::move(on_line));
}

bool LogOutput::Flush() const {
  if (forked) return true;
  const absl::Duration end = SinceBoot() + absl::Milliseconds(flush_ms_.load());
  while ((reader_ != nullptr && !reader_->Idle()) || !writer_.Idle()) {
    if (SinceBoot() >= end) return false;
    Pause();
  }
  return true;
}

void LogOutput::WriteNow(absl::string_view line) const {
  pollfd writable = {.fd = fd_, .events = POLLOUT, .revents = 0};
  // A short line fits in a pipe that is writable.
  if (poll(&writable, 1, static_cast<int>(flush_ms_.load())) == 1) {
    WriteAll(fd_, line);
  }
}

}  // namespace lossy::base
