#pragma once

#include <cstdint>

namespace lossy::edge {

// How messages to one client are written.
enum class Serializer : std::uint8_t {
  kV1,          // Protocol 1.0.0: JSON objects.
  kV2,          // Protocol 2.0.0: JSON arrays, and binary frames.
  kV2TextOnly,  // The same for a client that can be sent text only.
};

}  // namespace lossy::edge
