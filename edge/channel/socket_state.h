#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "edge/channel/frame_follower.h"
#include "edge/limits/rates_left.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

// The state of a socket at one moment, for an operator.
struct SocketState {
  struct Topic {
    std::string name;
    bool joined = false;  // False while the join waits for its answer.
  };

  SocketNumber number;
  std::string user_id;
  std::string device_id;
  TransportKind transport = TransportKind::kWebSocket;
  absl::Duration age;                              // Since the client connected.
  absl::Time expires_at = absl::InfiniteFuture();  // The end of the token, a wall time.
  std::vector<Topic> topics;
  std::vector<RateLeft> rates;
  std::int64_t held_bytes = 0;  // Bytes that the edge holds for the client.
};

}  // namespace lossy::edge
