#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/types/optional.h"
#include "base/admin/admin_service.h"
#include "base/admin/process_state.h"
#include "base/identity/revocations.h"
#include "base/log/log.h"
#include "base/log/refuse_start.h"
#include "base/net/listen_address.h"
#include "base/process/admin_listener.h"
#include "base/process/admin_target.h"
#include "base/process/internal_tls_watch.h"
#include "base/process/process.h"
#include "base/process/ready_metric.h"
#include "base/process/watchdog.h"
#include "base/rpc/calls.h"
#include "base/rpc/internal_identity.h"
#include "base/rpc/internal_tls.h"
#include "base/time/clock.h"
#include "base/workers/periodic_tasks.h"
#include "edge/admin/edge_admin.h"
#include "edge/auth/dev_login.h"
#include "edge/auth/extension_token_handler.h"
#include "edge/channel/unknown_key_reporter.h"
#include "edge/console/console_pages.h"
#include "edge/console/contract_documents.h"
#include "edge/control/removed_keys.h"
#include "edge/control/socket_command_handler.h"
#include "edge/control/socket_control.h"
#include "edge/discovery/discovery.h"
#include "edge/edge_config.h"
#include "edge/edge_feeds.h"
#include "edge/metrics/edge_metrics.h"
#include "edge/server/http_pages.h"
#include "edge/server/server.h"
#include "edge/server/tls_flags.h"
#include "edge/server/token_pages.h"
#include "edge/service_reports.h"

namespace {

lossy::base::PeriodicTasks::Task RemovalCheck(lossy::edge::RemovedKeys& removed) {
  return {.name = "removed_keys", .every = absl::Seconds(1), .work = [&removed] {
            removed.Check();
            return lossy::base::TaskRun{};
          }};
}

// Routes that work need no documents, so a failure does not stop the edge.
void UpdateDocuments(const google::protobuf::FileDescriptorSet& descriptors,
                     lossy::edge::ContractDocuments& documents) {
  const absl::Status made = documents.Update(descriptors);
  if (made.ok()) return;
  lossy::base::Log(lossy::base::LogLevel::kWarning, "contract_documents_failed",
                   {{"problem", made.message()}});
}

}  // namespace

int main(int argc, char** argv) {
  using namespace lossy;
  base::Process process(argc, argv, "edge");
  const base::InternalIdentity identity = base::InternalIdentity::FromFlags("edge", "edge");
  const edge::EdgeConfig config = edge::EdgeConfig::FromFlags();
  edge::EdgeMetrics metrics(process.registry());
  base::Revocations revocations;
  const edge::EdgeCredentials credentials = edge::EdgeCredentials::FromFlags(revocations);
  edge::Authenticator& authenticator = *credentials.authenticator;

  edge::ExtensionTokenHandler extension_tokens(authenticator, *credentials.extension_issuer,
                                               base::RealClock(), metrics.token_refused,
                                               config.extension_tokens);
  edge::DevLogin dev_login(*credentials.session_issuer);
  edge::ClientRegistry clients(config.limits.channel.rates, config.address_limits);
  edge::TokenRefresher tokens(authenticator, metrics.token_refused);
  edge::Discovery discovery(config.discovery, config.Services(), process.registry());
  absl::optional<edge::UnknownKeyReporter> unknown_keys;
  if (config.warn_unknown_keys) unknown_keys.emplace(process.registry());
  edge::ChannelTable channels(discovery.contract().current()->routes, metrics.routes,
                              unknown_keys ? &*unknown_keys : nullptr);
  std::atomic<bool> draining{false};
  // The parts of the edge's readiness. They are set below, before a client can connect.
  std::function<std::vector<base::ProcessState::Part>()> parts;
  const std::function<bool()> works = [&] { return edge::AllWork(parts()); };
  const std::function<bool()> serves = [&] { return !draining && works(); };
  const edge::TokenPages token_pages(config.sockets.origins, extension_tokens,
                                     config.dev_login ? &dev_login : nullptr,
                                     metrics.token_refused);
  edge::ContractDocuments documents;
  if (config.serve_contract) {
    UpdateDocuments(discovery.contract().current()->descriptors, documents);
  }
  const edge::ConsolePages console(config.sockets.origins,
                                   config.serve_contract ? &documents : nullptr);
  const edge::HttpPages pages(token_pages, config.site, console, serves);

  edge::EdgeFeeds feeds(config, discovery.contract().current()->routes, identity,
                        process.registry());
  const std::unique_ptr<edge::ListenerTls> tls = edge::ListenerTlsFromFlags(process.registry());
  const edge::WorkerContext context{.limits = config.limits,
                                    .tls = tls == nullptr ? nullptr : &tls->contexts(),
                                    .internal_tls = base::InternalTls::FromFlags(),
                                    .proxies = config.proxies,
                                    .pages = pages,
                                    .sockets = config.sockets,
                                    .authenticator = authenticator,
                                    .clients = clients,
                                    .tokens = tokens,
                                    .channels = channels,
                                    .upstream = feeds.upstream(),
                                    .topics = feeds.topics(),
                                    .presences = feeds.presences(),
                                    .issuer = *identity.issuer,
                                    .longpoll_signer = credentials.longpoll_signer,
                                    .longpoll_edge = config.longpoll_edge,
                                    .metrics = metrics};
  edge::Server server(context, config.threads);
  const auto close_sockets = [&](const edge::SocketList::Matches& matches, edge::CloseCode code,
                                 const char* reason) {
    for (const auto& worker : server.workers()) worker->CloseSockets(matches, code, reason);
  };
  edge::SocketCommandHandler commands(revocations, config.longest_token_life, close_sockets);
  edge::RemovedKeys removed_keys(authenticator, close_sockets);
  edge::SocketControl control(
      feeds.upstream(), [&] { return feeds.MakeContext(); }, edge::NotificationsStream::Options(),
      process.registry(),
      [&](const channel::v1::SocketEvent& event, bool past) { commands.Handle(event, past); });
  parts = [&] { return edge::ReadinessParts(feeds.topics(), control, server, discovery); };

  const absl::Status listening = server.Listen(config.listen);
  if (!listening.ok()) base::RefuseFlag("listen", listening.message());
  for (const auto& worker : server.workers()) feeds.Add(*worker);
  process.ServeMetrics();
  const base::InternalTlsWatch internal_certificates(process.registry());
  server.Start();
  edge::EdgeAdmin admin_answers(
      server, [&] { return discovery.contract().current(); },
      {.addresses = config.upstreams,
       .discovered = config.discovery.services,
       .channels = feeds.channels()},
      config.follow);
  base::Calls admin_calls(*identity.verifier, process.registry());
  const auto state = [&] {
    return base::ProcessState{.ready = serves(), .draining = draining, .parts = parts()};
  };
  base::AdminService admin(admin_calls, base::AdminTargetOf(process, state), &admin_answers);
  std::unique_ptr<base::AdminListener> admin_listener =
      base::AdminListener::FromFlags(admin_calls, admin);
  discovery.Start([&](const edge::ContractVersion& contract) {
    feeds.topics().UseRoutes(contract.routes);
    channels.Replace(contract.routes);
    if (config.serve_contract) UpdateDocuments(contract.descriptors, documents);
  });
  std::vector<base::PeriodicTasks::Task> tasks = {edge::ReadinessReport(
      process.service_manager(), serves, base::AddReadyMetric(process.registry()))};
  if (config.end_sockets_of_removed_keys) tasks.push_back(RemovalCheck(removed_keys));
  if (tls != nullptr) tasks.push_back(tls->task());
  const base::PeriodicTasks running_tasks(std::move(tasks), process.registry());
  absl::optional<base::Watchdog> watchdog;
  watchdog.emplace(process.service_manager(), edge::EventLoopProbes(server));
  base::Log(base::LogLevel::kInfo, "listening", {{"port", std::int64_t{server.port()}}});

  process.AwaitStop();
  draining = true;
  absl::SleepFor(config.drain_delay);
  // The event loops end in the drain. Operators' calls ask them.
  watchdog.reset();
  admin_listener.reset();
  server.Drain(config.drain_patience);
  discovery.Stop();
  control.Stop();
  feeds.Stop();
  base::Log(base::LogLevel::kInfo, "stopped");
  return 0;
}
