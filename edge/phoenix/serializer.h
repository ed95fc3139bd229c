#pragma once

#include <cstdint>

namespace lossy::edge {

// The message format of one client. Phoenix calls it the serializer; the client of a socket chooses
// it by the query parameter `vsn`.
enum class Serializer : std::uint8_t {
  kV1,           // Protocol 1.0.0: JSON objects.
  kV2,           // Protocol 2.0.0: JSON arrays and binary messages.
  kV2TextOnly,   // Protocol 2.0.0 without binary messages to the client (long-poll).
  kEventStream,  // Server-sent events to the client. The messages from it are those of V2.
};

}  // namespace lossy::edge
