#pragma once

#include <cstdint>

namespace lossy::edge {

// The result of sending bytes to a socket without blocking.
enum class SendResult : std::uint8_t {
  kDone,     // The kernel has taken all bytes.
  kBlocked,  // The kernel takes no more bytes now.
  kBroken,   // The connection has failed.
};

}  // namespace lossy::edge
