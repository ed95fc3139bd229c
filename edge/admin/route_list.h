#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "edge/discovery/live_contract.h"
#include "grpcpp/channel.h"
#include "lossy/admin/v1/admin.pb.h"

namespace lossy::edge {

// The services that clients reach through this edge. Immutable.
struct RoutedServices {
  // The addresses as they are configured, by the full name of the service.
  std::map<std::string, std::string> addresses;
  // The services whose descriptors are read by reflection, with their addresses.
  std::map<std::string, std::string> discovered;
  // The channel of each service, by its full name.
  absl::flat_hash_map<std::string, std::shared_ptr<grpc::Channel>> channels;
};

// Writes the routes of a contract and the state of the services behind them, both sorted by name.
// Makes no call: the health is that of the channel. Thread-safe.
void ListRoutesOf(const ContractVersion& contract, const RoutedServices& services,
                  admin::v1::ListRoutesResponse* response);

}  // namespace lossy::edge
