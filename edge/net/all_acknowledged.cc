#include "edge/net/tcp_delivery.h"

// Unlike <netinet/tcp.h>, the header of the kernel declares the counts of bytes.
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>

namespace lossy::edge {

bool AllAcknowledged(int socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return false;
  // An old kernel does not report the counts.
  if (size < offsetof(tcp_info, tcpi_bytes_retrans) + sizeof info.tcpi_bytes_retrans) return false;
  return info.tcpi_bytes_acked + info.tcpi_bytes_retrans >= info.tcpi_bytes_sent;
}

}  // namespace lossy::edge
