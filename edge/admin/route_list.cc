#include "edge/admin/route_list.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "edge/discovery/descriptor_sets.h"
#include "edge/routing/routing_table.h"

namespace lossy::edge {
namespace {

using admin::v1::Route;

void AddRoute(const ChannelRoute& channel, const std::string& event, Route::Kind kind,
              const Method* method, admin::v1::ListRoutesResponse* response) {
  Route& route = *response->add_routes();
  route.set_topic(channel.pattern.text());
  route.set_event(event);
  route.set_kind(kind);
  if (method == nullptr) return;
  route.set_method(absl::StrCat(method->service, ".", method->name));
  route.set_service(method->service);
}

Route::Kind JoinKind(const ChannelRoute& channel) {
  if (channel.is_session) return Route::KIND_SESSION;
  return channel.join == nullptr ? Route::KIND_SUBSCRIBE : Route::KIND_JOIN;
}

void AddChannel(const ChannelRoute& channel, admin::v1::ListRoutesResponse* response) {
  AddRoute(channel, "", JoinKind(channel), channel.join, response);
  response->mutable_routes()->rbegin()->set_subscribes(channel.subscribe.text());
  for (const auto& [event, route] : channel.events) {
    AddRoute(channel, event, Route::KIND_PUSH, route.method, response);
  }
  for (const auto& [event, route] : channel.session_events) {
    AddRoute(channel, event, Route::KIND_SESSION_PUSH, channel.join, response);
  }
}

admin::v1::Health HealthOf(const RoutedServices& services, const std::string& service) {
  const auto found = services.channels.find(service);
  if (found == services.channels.end()) return admin::v1::HEALTH_UNKNOWN;
  switch (found->second->GetState(/*try_to_connect=*/false)) {
    case GRPC_CHANNEL_READY:
      return admin::v1::HEALTH_SERVING;
    case GRPC_CHANNEL_TRANSIENT_FAILURE:
    case GRPC_CHANNEL_SHUTDOWN:
      return admin::v1::HEALTH_UNREACHABLE;
    default:
      return admin::v1::HEALTH_UNKNOWN;
  }
}

// Returns the hash of the file that declares the service; empty if the contract has none.
std::string HashOf(const ContractVersion& contract, const std::string& service) {
  for (const google::protobuf::FileDescriptorProto& file : contract.descriptors.file()) {
    google::protobuf::FileDescriptorSet set;
    *set.add_file() = file;
    if (DeclaresService(set, service)) return ContractHash(set);
  }
  return "";
}

}  // namespace

void ListRoutesOf(const ContractVersion& contract, const RoutedServices& services,
                  admin::v1::ListRoutesResponse* response) {
  for (const auto& channel : contract.routes->routes()) AddChannel(*channel, response);
  std::sort(response->mutable_routes()->begin(), response->mutable_routes()->end(),
            [](const Route& a, const Route& b) {
              return std::tie(a.topic(), a.event()) < std::tie(b.topic(), b.event());
            });
  for (const auto& [name, address] : services.addresses) {
    admin::v1::RoutedService& service = *response->add_services();
    service.set_name(name);
    service.set_address(address);
    service.set_health(HealthOf(services, name));
    service.set_descriptor_hash(HashOf(contract, name));
    service.set_discovered(services.discovered.contains(name));
  }
  response->set_descriptor_hash(contract.hash);
}

}  // namespace lossy::edge
