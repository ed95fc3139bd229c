#include "base/process/notify_socket.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace lossy::base {
namespace {

constexpr char kSocket[] = "NOTIFY_SOCKET";
constexpr char kWatchdog[] = "WATCHDOG_USEC";
constexpr char kWatchedProcess[] = "WATCHDOG_PID";

std::string Take(const char* variable) {
  const char* const value = std::getenv(variable);
  std::string text = value != nullptr ? value : "";
  unsetenv(variable);
  return text;
}

}  // namespace

NotifySocket NotifySocket::FromEnvironment() {
  std::string path = Take(kSocket);
  const std::string microseconds = Take(kWatchdog);
  const std::string process = Take(kWatchedProcess);
  std::int64_t period = 0;
  const bool watched = process.empty() || process == absl::StrCat(getpid());
  if (!watched || !absl::SimpleAtoi(microseconds, &period) || period < 0) period = 0;
  return {std::move(path), absl::Microseconds(period)};
}

NotifySocket::NotifySocket(std::string path, absl::Duration watchdog)
    : path_(std::move(path)), watchdog_(watchdog) {}

void NotifySocket::Status(absl::string_view text) const {
  // A line break begins the next assignment.
  Send(absl::StrCat("STATUS=", absl::StrReplaceAll(text, {{"\n", " "}})));
}

void NotifySocket::Send(absl::string_view state) const {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path_.empty() || path_.size() >= sizeof address.sun_path) return;
  std::memcpy(address.sun_path, path_.data(), path_.size());
  if (path_.front() == '@') address.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path_.size());
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0) return;
  sendto(socket, state.data(), state.size(), MSG_NOSIGNAL,
         reinterpret_cast<const sockaddr*>(&address), size);
  close(socket);
}

}  // namespace lossy::base
