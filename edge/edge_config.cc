#include "edge/edge_config.h"

#include <algorithm>
#include <thread>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"
#include "base/log/refuse_start.h"
#include "base/rpc/audience.h"
#include "base/rpc/channel.h"
#include "base/rpc/notifications_flag.h"
#include "edge/admin/follow_flags.h"
#include "edge/auth/auth_flags.h"
#include "edge/discovery/discovery_flags.h"
#include "edge/limits/rate_limit_flags.h"
#include "edge/longpoll/longpoll_flags.h"
#include "edge/pubsub/feed_flags.h"
#include "edge/pubsub/notifications_stream.h"
#include "edge/routing/routing_flags.h"
#include "edge/server/http_flags.h"
#include "edge/server/server_flags.h"
#include "edge/site/site_flags.h"

ABSL_FLAG(std::string, listen, "localhost:4000",
          "Addresses of the HTTP and WebSocket server, comma-separated: host:port, [ipv6]:port, or "
          ":port for all");
ABSL_FLAG(bool, ipv6_only, false, "True if --listen=[::]:PORT refuses IPv4 clients");
ABSL_FLAG(int, threads, 0, "Threads that serve clients; 0: one for each processor");
ABSL_FLAG(bool, serve_contract, true,
          "Serve the contract of the services to every client: the reference /docs, the playground "
          "/play, and openapi.json, asyncapi.json and contract.json below /api");
ABSL_FLAG(int, drain_ms, 5000, "Longest time for clients to leave after SIGTERM, in milliseconds");
ABSL_FLAG(int, drain_delay_ms, 0,
          "Time for which the edge still accepts clients after SIGTERM, until balancers have seen "
          "/readyz fail, in milliseconds");
ABSL_FLAG(bool, warn_unknown_keys, false,
          "True if the edge logs and counts JSON keys of clients that no field has, and warns the "
          "clients in its replies; for development");

LOSSY_FLAG_RANGE(threads, 0, 1024);
LOSSY_FLAG_RANGE(drain_ms, 0, 3'600'000);
LOSSY_FLAG_RANGE(drain_delay_ms, 0, 3'600'000);

namespace lossy::edge {
namespace {

absl::StatusOr<std::vector<base::ListenAddress>> ParseListenFlag() {
  return base::ParseListen(absl::GetFlag(FLAGS_listen), absl::GetFlag(FLAGS_ipv6_only));
}

// A flag that accepts clients without a token needs loopback addresses.
absl::Status CheckLoopback(const std::vector<base::ListenAddress>& addresses) {
  for (const base::ListenAddress& address : addresses) {
    if (address.loopback()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("only with --listen on loopback, not on ", address.ToString()));
  }
  return absl::OkStatus();
}

void RequireLoopback(absl::string_view flag, const std::vector<base::ListenAddress>& addresses) {
  const absl::Status status = CheckLoopback(addresses);
  if (!status.ok()) base::RefuseFlag(flag, status.message());
}

absl::Status CheckListen() {
  const absl::StatusOr<std::vector<base::ListenAddress>> addresses = ParseListenFlag();
  if (!addresses.ok()) return addresses.status();
  if (!DevUserFromFlags() && !DevLoginFromFlags()) return absl::OkStatus();
  const absl::Status status = CheckLoopback(*addresses);
  if (status.ok()) return status;
  return absl::InvalidArgumentError(absl::StrCat(DevUserFromFlags() ? "--dev_user" : "--dev_auth",
                                                 " is set: ", status.message()));
}

LOSSY_FLAG_CHECK(listen, CheckListen);

std::vector<base::ListenAddress> ListenFromFlags() {
  std::vector<base::ListenAddress> addresses = base::ValueOrRefuseFlag("listen", ParseListenFlag());
  if (DevUserFromFlags()) RequireLoopback("dev_user", addresses);
  if (DevLoginFromFlags()) RequireLoopback("dev_auth", addresses);
  return addresses;
}

int ThreadsFromFlags() {
  const int threads = absl::GetFlag(FLAGS_threads);
  return threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace

EdgeConfig EdgeConfig::FromFlags() {
  EdgeConfig config;
  config.listen = ListenFromFlags();
  config.threads = ThreadsFromFlags();
  config.limits = ServerLimitsFromFlags(config.threads);
  config.address_limits = AddressLimitsFromFlags();
  config.sockets = SocketPolicyFromFlags();
  config.proxies = TrustedProxiesFromFlags();
  config.feed = FeedOptionsFromFlags(config.limits.connection.max_outbox_bytes);
  config.extension_tokens = ExtensionTokenOptionsFromFlags();
  config.dev_login = DevLoginFromFlags();
  config.end_sockets_of_removed_keys = EndSocketsOfRemovedKeysFromFlags();
  config.longpoll_edge = LongpollAddressFromFlags();
  config.longest_token_life = LongestTokenLifeFromFlags();
  config.drain_delay = base::FlagMilliseconds(FLAGS_drain_delay_ms);
  config.drain_patience = base::FlagMilliseconds(FLAGS_drain_ms);
  config.upstreams = UpstreamsFromFlags();
  config.discovery = DiscoveryFromFlags(config.upstreams);
  config.upstreams.insert(config.discovery.services.begin(), config.discovery.services.end());
  config.warn_unknown_keys = absl::GetFlag(FLAGS_warn_unknown_keys);
  config.serve_contract = absl::GetFlag(FLAGS_serve_contract);
  config.site = SiteFromFlags();
  config.follow = FollowLimitsFromFlags();
  return config;
}

absl::flat_hash_set<std::string> EdgeConfig::Services() const {
  absl::flat_hash_set<std::string> services;
  for (const auto& [service, addresses] : upstreams) services.insert(service);
  return services;
}

absl::flat_hash_map<std::string, std::shared_ptr<grpc::Channel>> EdgeConfig::OpenChannels() const {
  absl::flat_hash_map<std::string, std::shared_ptr<grpc::Channel>> channels;
  for (const auto& [service, addresses] : upstreams) {
    channels[service] = base::OpenChannel(addresses, std::string(base::ProcessOf(service)));
  }
  // The edge itself calls notifications; the channel gives clients no route to it.
  channels[NotificationsStream::kService] = base::NotificationsChannelFromFlags();
  return channels;
}

EdgeCredentials EdgeCredentials::FromFlags(const base::Revocations& revocations) {
  return {.authenticator = AuthenticatorFromFlags(revocations),
          .extension_issuer = ExtensionTokenIssuerFromFlags(),
          .session_issuer = SessionTokenIssuerFromFlags(),
          .longpoll_signer = TokenSigner(TokenKeyFromFlags())};
}

}  // namespace lossy::edge
