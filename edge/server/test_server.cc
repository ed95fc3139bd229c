#include "edge/server/test_server.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace lossy::edge {
namespace {

std::unique_ptr<RoutingTable> SampleRoutes() {
  google::protobuf::FileDescriptorSet descriptors;
  std::ifstream file("tests/sample/proto/lossy/sample/v1/sample_descriptors.binpb",
                     std::ios::binary);
  if (!descriptors.ParseFromIstream(&file)) std::abort();
  return *RoutingTable::Build(descriptors, {"lossy.sample.v1.RoomService"});
}

}  // namespace

TestServer::TestServer(int threads, const ServerLimits& limits,
                       absl::string_view proxy_protocol_from, absl::string_view forwarded_from,
                       const RateLimits& address_limits)
    : users_(limits.channel.rates),
      addresses_(address_limits, "address"),
      table_(SampleRoutes()),
      routes_{.origins = *OriginPolicy::Parse("//localhost"),
              .deflate = true,
              .authenticator = tokens_.authenticator(),
              .mint = mint_,
              .dev_login = nullptr,
              .users = users_,
              .addresses = addresses_,
              .metrics = metrics_,
              .ready = [this] { return ready_.load(); },
              .proxy_protocol_from = *IpNetworks::Parse(proxy_protocol_from),
              .forwarded_from = *IpNetworks::Parse(forwarded_from)},
      shared_{.routes = routes_,
              .table = *table_,
              .upstream = services_,
              .source = services_,
              .presence = nobody_,
              .issuer = tokens_.users(),
              .metrics = metrics_,
              .longpoll_seal = seal_,
              .longpoll_edge = {},
              .limits = limits},
      server_(std::make_unique<Server>(shared_, threads)) {
  if (!server_->Listen({{.host = "127.0.0.1", .port = 0}}).ok()) std::abort();
  for (const auto& worker : server_->workers()) services_.AddHub(worker->hub(), *worker);
  server_->Start();
}

bool TestServer::AwaitConnections(int count) { return AwaitValue(metrics_.connections, count); }

int OpenFiles() {
  int count = 0;
  for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator("/proc/self/fd")) {
    ++count;
  }
  return count;
}

}  // namespace lossy::edge
