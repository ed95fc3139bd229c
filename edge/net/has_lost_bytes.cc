#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "edge/net/tcp_delivery.h"

namespace lossy::edge {
namespace {

// Returns the number of bytes that the peer has not acknowledged. The edge's FIN counts as one.
int Unacknowledged(int socket) {
  int bytes = 0;
  return ::ioctl(socket, SIOCOUTQ, &bytes) == 0 ? bytes : 1;
}

int TcpState(int socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return TCP_CLOSE;
  return info.tcpi_state;
}

bool HasFailed(int socket) {
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0;
}

}  // namespace

bool HasLostBytes(int socket, bool peer_closed) {
  switch (TcpState(socket)) {
    case TCP_ESTABLISHED:
      return peer_closed && Unacknowledged(socket) > 0;
    case TCP_CLOSE:
      // A connection that both sides closed in order reaches this state, too.
      return HasFailed(socket);
    case TCP_CLOSE_WAIT:
      return Unacknowledged(socket) > 0;
    case TCP_CLOSING:
    case TCP_LAST_ACK:
      // The edge's side has ended, too.
      return Unacknowledged(socket) > 1;
    default:
      return false;
  }
}

}  // namespace lossy::edge
