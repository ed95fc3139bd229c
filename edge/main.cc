#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/types/optional.h"
#include "base/identity/revocations.h"
#include "base/log/log.h"
#include "base/log/refuse_start.h"
#include "base/net/listen_address.h"
#include "base/process/process.h"
#include "base/rpc/internal_identity.h"
#include "base/time/clock.h"
#include "base/workers/periodic_tasks.h"
#include "edge/auth/dev_login.h"
#include "edge/auth/extension_token_handler.h"
#include "edge/control/removed_keys.h"
#include "edge/control/socket_command_handler.h"
#include "edge/control/socket_control.h"
#include "edge/edge_flags.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/presence/presence_feed.h"
#include "edge/pubsub/feed.h"
#include "edge/server/server.h"
#include "edge/upstream/grpc_upstream.h"

namespace {

// The limit for the answer of notifications that this edge's clients have left.
constexpr absl::Duration kPresencePatience = absl::Seconds(1);

std::vector<lossy::base::PeriodicTasks::Task> RemovalChecks(lossy::edge::RemovedKeys& removed) {
  return {{.name = "removed_keys", .every = absl::Seconds(1), .work = [&removed] {
             removed.Check();
             return lossy::base::TaskRun{};
           }}};
}

}  // namespace

int main(int argc, char** argv) {
  using namespace lossy;
  base::Process process(argc, argv, "edge");
  const edge::EdgeFlags flags;
  const base::InternalIdentity identity = base::InternalIdentity::FromFlags("edge", "edge");
  edge::EdgeMetrics metrics(process.registry());

  // All flags are read before threads start: a flag that is wrong ends the process.
  const std::vector<base::ListenAddress> listen = flags.Listen();
  const int threads = flags.Threads();
  const edge::ServerLimits limits = flags.Limits();
  const edge::Feed::Options feed_options = flags.FeedOptions();
  const std::unique_ptr<edge::RoutingTable> table = flags.LoadRoutes();
  base::Revocations revocations;
  const std::unique_ptr<edge::Authenticator> authenticator = flags.MakeAuthenticator(revocations);
  const std::unique_ptr<base::TokenIssuer> extensions = flags.MakeExtensionIssuer();
  const std::unique_ptr<base::TokenIssuer> sessions = flags.MakeSessionIssuer();
  edge::ExtensionTokenHandler mint(*authenticator, *extensions, base::RealClock(),
                                   metrics.token_refused, flags.MintOptions());
  edge::DevLogin dev_login(*sessions);
  edge::ClientRegistry clients(limits.channel.rates, flags.AddressLimits());
  edge::TokenRefresher tokens(*authenticator, metrics.token_refused);
  const edge::ChannelTable channels(*table, metrics);
  std::atomic<bool> draining{false};
  // The condition of the edge's readiness; set below, before a client can ask.
  std::function<bool()> works;
  const edge::SocketPolicy policy{.origins = flags.Origins(), .deflate = flags.Deflate()};
  const edge::TrustedProxies proxies{.proxy_protocol_from = flags.ProxyProtocolFrom(),
                                     .forwarded_from = flags.ForwardedFrom()};
  const edge::HttpPages pages(policy.origins, mint, flags.DevLoginEnabled() ? &dev_login : nullptr,
                              metrics.token_refused, [&] { return !draining && works(); });
  const edge::TokenSigner longpoll_seal = flags.MakeLongpollSeal();
  const std::string longpoll_edge = flags.LongpollEdge();

  edge::GrpcUpstream upstream(flags.OpenChannels(), process.registry());
  const auto feed_context = [&] {
    const base::Caller self = identity.ToCall("edge", "feed", edge::NotificationsStream::kService);
    return edge::CallContext{
        .token = self.token, .request_id = "feed", .limit = absl::InfiniteDuration()};
  };
  edge::Feed feed(upstream, *table, feed_context, feed_options, process.registry());
  edge::PresenceFeed presence(upstream, feed_context, {}, process.registry());
  const edge::WorkerContext context{.limits = limits,
                                    .proxies = proxies,
                                    .pages = pages,
                                    .sockets = policy,
                                    .authenticator = *authenticator,
                                    .clients = clients,
                                    .tokens = tokens,
                                    .channels = channels,
                                    .upstream = upstream,
                                    .topics = feed,
                                    .presences = presence,
                                    .issuer = *identity.issuer,
                                    .longpoll_signer = longpoll_seal,
                                    .longpoll_edge = longpoll_edge,
                                    .metrics = metrics};
  edge::Server server(context, threads);
  const auto close_sockets = [&](const edge::SocketList::Matches& matches, edge::CloseCode code,
                                 const char* reason) {
    for (const auto& worker : server.workers()) worker->CloseSockets(matches, code, reason);
  };
  edge::SocketCommandHandler orders(revocations, flags.LongestTokenLife(), close_sockets);
  edge::RemovedKeys removed_keys(*authenticator, close_sockets);
  edge::SocketControl control(
      upstream, feed_context, edge::NotificationsStream::Options(), process.registry(),
      [&](const channel::v1::SocketEvent& event, bool past) { orders.Obey(event, past); });
  works = [&] { return feed.connected() && control.ready() && server.accepting(); };

  const absl::Status listening = server.Listen(listen);
  if (!listening.ok()) base::RefuseFlag("listen", listening.message());
  for (const auto& worker : server.workers()) {
    feed.AddHub(worker->hub(), worker->executor());
    presence.Add(worker->presence(), worker->executor());
  }
  process.ServeMetrics();
  server.Start();
  absl::optional<base::PeriodicTasks> tasks;
  if (flags.EndsSocketsOfRemovedKeys())
    tasks.emplace(RemovalChecks(removed_keys), process.registry());
  base::Log(base::LogLevel::kInfo, "listening", {{"port", std::int64_t{server.port()}}});

  process.AwaitStop();
  draining = true;
  absl::SleepFor(flags.DrainDelay());
  server.Drain(flags.DrainPatience());
  control.Stop();
  presence.Stop(kPresencePatience);
  feed.Stop();
  upstream.Stop();
  base::Log(base::LogLevel::kInfo, "stopped");
  return 0;
}
