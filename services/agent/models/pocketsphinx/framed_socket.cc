#include "services/agent/models/pocketsphinx/framed_socket.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <limits>

#include "base/time/clock.h"
#include "services/agent/models/pocketsphinx/protocol.h"

namespace lossy::agent {
namespace {

// The timeout of poll in ms, rounded up so that the deadline has passed when poll returns. -1:
// none.
int PollMilliseconds(absl::Time deadline) {
  if (deadline == absl::InfiniteFuture()) return -1;
  const absl::Duration rest = absl::Ceil(deadline - base::SteadyNow(), absl::Milliseconds(1));
  return static_cast<int>(std::clamp<std::int64_t>(absl::ToInt64Milliseconds(rest), 0,
                                                   std::numeric_limits<int>::max()));
}

// Waits until `events` can be done without blocking, or the other side closes the socket.
absl::Status Await(int socket, short events, absl::Time deadline) {
  for (;;) {
    pollfd waited{.fd = socket, .events = events, .revents = 0};
    const int ready = poll(&waited, 1, PollMilliseconds(deadline));
    if (ready > 0) return absl::OkStatus();
    if (ready == 0) return absl::DeadlineExceededError("no answer in time");
    if (errno != EINTR) return absl::InternalError("poll failed");
  }
}

bool IsForLater(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

absl::Status SendAll(int socket, absl::string_view bytes, absl::Time deadline) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
      continue;
    }
    if (!IsForLater(errno)) return absl::UnavailableError("the other side closed the socket");
    const absl::Status status = Await(socket, POLLOUT, deadline);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReceiveAll(int socket, std::size_t size, absl::Time deadline) {
  std::string bytes(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t got = recv(socket, &bytes[filled], size - filled, MSG_DONTWAIT);
    if (got > 0) {
      filled += static_cast<std::size_t>(got);
      continue;
    }
    if (got == 0 || !IsForLater(errno))
      return absl::UnavailableError("the other side closed the socket");
    const absl::Status status = Await(socket, POLLIN, deadline);
    if (!status.ok()) return status;
  }
  return bytes;
}

}  // namespace

absl::Status SendFrame(int socket, absl::string_view body, absl::Time deadline) {
  const absl::Status status = SendAll(socket, FrameHead(body.size()), deadline);
  return status.ok() ? SendAll(socket, body, deadline) : status;
}

absl::StatusOr<std::string> ReceiveFrame(int socket, std::size_t max_body_bytes,
                                         absl::Time deadline) {
  const absl::StatusOr<std::string> head = ReceiveAll(socket, kFrameHeadBytes, deadline);
  if (!head.ok()) return head.status();
  const absl::StatusOr<std::size_t> body_bytes = BodyBytes(*head, max_body_bytes);
  if (!body_bytes.ok()) return body_bytes.status();
  return ReceiveAll(socket, *body_bytes, deadline);
}

}  // namespace lossy::agent
