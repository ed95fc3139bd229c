#include "edge/limits/client_registry.h"

#include <utility>

namespace lossy::edge {

ClientRegistry::ClientRegistry(const RateLimits& user_limits, const RateLimits& address_limits)
    : users_(user_limits), addresses_(address_limits, "address") {}

absl::StatusOr<ClientConnections> ClientRegistry::Connect(const std::string& user_id,
                                                          const std::string& address) {
  ClientConnections connections;
  if (addresses_.limited() && !address.empty()) {
    absl::StatusOr<UserConnection> of_address = addresses_.Connect(address);
    if (!of_address.ok()) return of_address.status();
    connections.address = *std::move(of_address);
  }
  absl::StatusOr<UserConnection> of_user = users_.Connect(user_id);
  if (!of_user.ok()) return of_user.status();
  connections.user = *std::move(of_user);
  return connections;
}

}  // namespace lossy::edge
