#include "edge/websocket/acknowledged.h"

// Unlike <netinet/tcp.h>, the kernel's header has the counts of bytes.
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>

namespace lossy::edge {

bool AllAcknowledged(int socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return false;
  // An old kernel knows less.
  if (size < offsetof(tcp_info, tcpi_bytes_retrans) + sizeof info.tcpi_bytes_retrans) return false;
  return info.tcpi_bytes_acked + info.tcpi_bytes_retrans >= info.tcpi_bytes_sent;
}

}  // namespace lossy::edge
