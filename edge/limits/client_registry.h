#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "edge/limits/user_registry.h"

namespace lossy::edge {

// One client's entries among the connections of its user and of its address. The destructor returns
// both.
struct ClientConnections {
  std::unique_ptr<UserConnection> user;
  std::unique_ptr<UserConnection> address;  // nullptr: addresses are not limited.
};

// The connections of all clients of this edge, by user and by address. Thread-safe.
class ClientRegistry {
 public:
  // `user_limits` apply to each user, `address_limits` to each client address. The registry must
  // outlive the connections.
  ClientRegistry(const RateLimits& user_limits, const RateLimits& address_limits);

  // Counts a new connection. `address` is its text; empty for a client whose address is unknown.
  // RESOURCE_EXHAUSTED, with a retry hint: the user or the address has too many connections, or
  // opens them too fast; then nothing is counted.
  absl::StatusOr<ClientConnections> Connect(const std::string& user_id, const std::string& address);

 private:
  UserRegistry users_;
  UserRegistry addresses_;
};

}  // namespace lossy::edge
