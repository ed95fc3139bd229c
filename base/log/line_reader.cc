#include "base/log/line_reader.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <utility>

#include "base/log/quiet_thread.h"

namespace lossy::base {
namespace {

constexpr std::size_t kMaxLineBytes = 4096;
// The pause after which an unfinished line counts as a line.
constexpr int kPauseMs = 100;

}  // namespace

LineReader::LineReader(int fd, std::function<void(absl::string_view)> on_line)
    : fd_(fd), on_line_(std::move(on_line)), thread_(QuietThread([this] { Run(); })) {}

LineReader::~LineReader() { thread_.join(); }

bool LineReader::Idle() const {
  int unread = 0;
  return ioctl(fd_, FIONREAD, &unread) == 0 && unread == 0 && !busy_;
}

void LineReader::Run() {
  while (true) {
    pollfd readable = {.fd = fd_, .events = POLLIN, .revents = 0};
    const int ready = poll(&readable, 1, text_.empty() ? -1 : kPauseMs);
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) {
      HandOver(std::exchange(text_, {}));
    } else {
      // This precedes the read, so that Idle never misses bytes that were read.
      busy_ = true;
      if (!Read()) break;
      HandOverWholeLines();
    }
    busy_ = !text_.empty();
  }
  HandOver(std::exchange(text_, {}));
  busy_ = false;
}

bool LineReader::Read() {
  char buffer[kMaxLineBytes];
  const ssize_t size = read(fd_, buffer, sizeof(buffer));
  if (size < 0) return errno == EINTR || errno == EAGAIN;
  text_.append(buffer, static_cast<std::size_t>(size));
  return size > 0;
}

void LineReader::HandOverWholeLines() {
  absl::string_view rest = text_;
  while (true) {
    const std::size_t end = rest.find('\n');
    if (end == absl::string_view::npos && rest.size() < kMaxLineBytes) break;
    const std::size_t size = end < kMaxLineBytes ? end : kMaxLineBytes;
    HandOver(rest.substr(0, size));
    rest.remove_prefix(size < rest.size() && rest[size] == '\n' ? size + 1 : size);
  }
  text_.erase(0, text_.size() - rest.size());
}

void LineReader::HandOver(absl::string_view line) {
  if (!line.empty()) on_line_(line);
}

}  // namespace lossy::base
