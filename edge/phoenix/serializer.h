#pragma once

#include <cstdint>

namespace lossy::edge {

// The message format of one client. Phoenix calls it the serializer; the client chooses it by the
// query parameter `vsn`.
enum class Serializer : std::uint8_t {
  kV1,          // Protocol 1.0.0: JSON objects.
  kV2,          // Protocol 2.0.0: JSON arrays and binary messages.
  kV2TextOnly,  // Protocol 2.0.0 without binary messages to the client (long-poll).
};

}  // namespace lossy::edge
