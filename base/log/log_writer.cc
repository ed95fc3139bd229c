#include "base/log/log_writer.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

#include "base/log/quiet_thread.h"
#include "base/time/clock.h"

namespace lossy::base {
namespace {

// The least time between two batches. The first line after a rest is written at once; under load a
// batch has many lines, and few of them wake the thread.
constexpr absl::Duration kGather = absl::Milliseconds(5);

// Returns true for a file on a disk, which takes any number of bytes without a reader.
bool IsFile(int fd) {
  struct stat status{};
  return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

// Returns the longest prefix of `lines` that a pipe accepts at once: whole lines if one fits. A
// pipe that is writable has room for PIPE_BUF bytes, so such a write never blocks. A file takes all
// lines.
absl::string_view NextChunk(absl::string_view lines, bool file) {
  if (file || lines.size() <= PIPE_BUF) return lines;
  const absl::string_view chunk = lines.substr(0, PIPE_BUF);
  const std::size_t end = chunk.rfind('\n');
  return end == absl::string_view::npos ? chunk : chunk.substr(0, end + 1);
}

std::size_t CountLines(absl::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

LogWriter::LogWriter(int fd, std::function<std::string(std::int64_t)> dropped_line)
    : dropped_line_(std::move(dropped_line)),
      wake_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      fd_(fd),
      thread_(QuietThread([this] { Run(); })) {}

LogWriter::~LogWriter() {
  {
    MutexLock lock(mutex_);
    stop_ = true;
  }
  changed_.NotifyAll();
  eventfd_write(wake_fd_, 1);
  thread_.join();
  close(wake_fd_);
}

void LogWriter::SetLimits(Limits limits) {
  MutexLock lock(mutex_);
  limits_ = limits;
}

void LogWriter::Write(absl::string_view line) {
  const std::size_t size = line.size() + 1;
  bool first = false;
  {
    MutexLock lock(mutex_);
    if (lines_ >= limits_.lines || bytes_ + size > limits_.bytes) {
      ++dropped_;
      ++unreported_;
      return;
    }
    first = pending_.empty();
    pending_.append(line.data(), line.size());
    pending_.push_back('\n');
    bytes_ += size;
    ++lines_;
    ++queued_;
  }
  if (first) changed_.NotifyOne();
}

void LogWriter::Run() {
  std::string batch;
  bool accepted = true;  // The last batch.
  absl::Time next = absl::InfinitePast();
  MutexLock lock(mutex_);
  while (true) {
    while (!stop_ && pending_.empty() && !(accepted && unreported_ > 0)) changed_.Wait(mutex_);
    while (!stop_ && changed_.WaitUntil(mutex_, next)) continue;
    if (stop_) return;
    next = SteadyNow() + kGather;
    batch.clear();
    batch.swap(pending_);
    // The dropped lines follow the lines that filled the queue.
    const std::int64_t reported = std::exchange(unreported_, 0);
    if (reported > 0) AppendReport(reported, &batch);
    lock.Unlock();
    std::int64_t lost = 0;
    if (!WriteBatch(batch, &lost)) return;
    lock.Lock();
    accepted = lost == 0;
    if (accepted) continue;
    // The report is the last line of a batch, so it was lost, too.
    if (reported > 0) --lost;
    dropped_ += lost;
    unreported_ += reported + lost;
  }
}

void LogWriter::AppendReport(std::int64_t dropped, std::string* batch) {
  const std::string report = dropped_line_(dropped) + '\n';
  batch->append(report);
  bytes_ += report.size();
  ++lines_;
  ++queued_;
}

bool LogWriter::WriteBatch(absl::string_view batch, std::int64_t* lost) {
  const bool file = IsFile(fd_);
  while (!batch.empty()) {
    if (!AwaitWritable()) return false;
    const absl::string_view chunk = NextChunk(batch, file);
    const ssize_t written = write(fd_, chunk.data(), chunk.size());
    if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    // The pipe has no reader, or the disk is full. The next batch tries again.
    const bool failed = written <= 0;
    const absl::string_view finished =
        batch.substr(0, failed ? batch.size() : static_cast<std::size_t>(written));
    const std::size_t lines = CountLines(finished);
    if (failed) *lost = static_cast<std::int64_t>(lines);
    Finish(finished.size(), lines);
    batch.remove_prefix(finished.size());
  }
  return true;
}

bool LogWriter::AwaitWritable() {
  pollfd fds[] = {{.fd = fd_, .events = POLLOUT, .revents = 0},
                  {.fd = wake_fd_, .events = POLLIN, .revents = 0}};
  while (poll(fds, 2, -1) < 0 && errno == EINTR) {
  }
  return fds[1].revents == 0;
}

void LogWriter::Finish(std::size_t bytes, std::size_t lines) {
  MutexLock lock(mutex_);
  bytes_ -= bytes;
  lines_ -= lines;
  done_ += lines;
}

}  // namespace lossy::base
