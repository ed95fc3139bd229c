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
                       const RateLimits& address_limits, const TestServerTls& tls)
    : limits_(limits),
      proxies_{.proxy_protocol_from = *IpNetworks::Parse(proxy_protocol_from),
               .forwarded_from = *IpNetworks::Parse(forwarded_from)},
      policy_{.origins = *OriginPolicy::Parse("//localhost"), .deflate = true},
      clients_(limits.channel.rates, address_limits),
      channels_(SampleRoutes(), metrics_.routes),
      token_pages_(policy_.origins, extension_tokens_, /*dev_login=*/nullptr,
                   metrics_.token_refused),
      console_(policy_.origins, &documents_),
      pages_(token_pages_, site_, console_, [this] { return ready_.load(); }),
      context_{.limits = limits_,
               .tls = tls.contexts,
               .internal_tls = tls.internal,
               .proxies = proxies_,
               .pages = pages_,
               .sockets = policy_,
               .authenticator = tokens_.authenticator(),
               .clients = clients_,
               .tokens = refresher_,
               .channels = channels_,
               .upstream = services_,
               .topics = services_,
               .presences = presence_,
               .issuer = tokens_.users(),
               .longpoll_signer = signer_,
               .longpoll_edge = {},
               .metrics = metrics_},
      server_(std::make_unique<Server>(context_, threads)) {
  if (!server_->Listen({{.host = "127.0.0.1", .port = 0}}).ok()) std::abort();
  for (const auto& worker : server_->workers()) services_.AddHub(worker->hub(), worker->executor());
  server_->Start();
}

bool TestServer::AwaitConnections(int count) {
  return AwaitValue(metrics_.clients.connections, count);
}

int OpenFiles() {
  int count = 0;
  for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator("/proc/self/fd")) {
    ++count;
  }
  return count;
}

}  // namespace lossy::edge
