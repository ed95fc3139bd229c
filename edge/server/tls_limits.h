#pragma once

#include <cstddef>
#include <cstdint>

namespace lossy::edge {

// Bounds of the TLS handshakes of clients.
struct TlsLimits {
  // Seconds from the connection's start within which its handshake must end.
  std::uint32_t handshake_seconds = 10;
  // The most handshakes of one thread at once. Each takes about 50 KB. Further clients wait, and
  // the edge does not read from them meanwhile.
  std::size_t max_handshakes = 1000;
  // True if the kernel should seal the records, where it can.
  bool kernel = false;
};

}  // namespace lossy::edge
