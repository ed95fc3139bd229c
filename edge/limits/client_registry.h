#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "edge/limits/user_registry.h"

namespace lossy::edge {

// Counts one client among the connections of its user and of its address, until it is destroyed.
struct ClientConnections {
  UserConnection user;
  // nullptr if connections by address are not limited or the address is unknown.
  UserConnection address;
};

// Counts and limits the connections of this edge by user and by client address. Thread-safe.
class ClientRegistry {
 public:
  // `user_limits` apply to each user, `address_limits` to each client address. The registry must
  // outlive the connections.
  ClientRegistry(const RateLimits& user_limits, const RateLimits& address_limits);

  // Counts a new connection. `address` is a numeric address, or empty if it is unknown. Returns
  // RESOURCE_EXHAUSTED with a retry hint if the user or the address has too many connections, or
  // opens them too fast. The refused connection is not counted.
  absl::StatusOr<ClientConnections> Connect(const std::string& user_id, const std::string& address);

 private:
  UserRegistry users_;
  UserRegistry addresses_;
};

}  // namespace lossy::edge
