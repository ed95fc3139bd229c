// An edge without services, for measuring the cost of the edge itself with a load generator:
//   bazel run //edge/bench:loop_server -- --port=4403
// With --tls_certificate and --tls_key it serves TLS.
#include <cstdio>
#include <fstream>

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"
#include "base/identity/token_issuer.h"
#include "base/process/process.h"
#include "base/time/clock.h"
#include "edge/bench/inline_service.h"
#include "edge/console/console_pages.h"
#include "edge/longpoll/session_token.h"
#include "edge/presence/local_presence.h"
#include "edge/server/http_pages.h"
#include "edge/server/server.h"
#include "edge/server/tls_flags.h"
#include "edge/server/token_pages.h"
#include "edge/site/site_files.h"

ABSL_FLAG(int, port, 4403, "Port to listen on");
ABSL_FLAG(std::string, descriptors, "", "Descriptor set of the sample service");
ABSL_FLAG(std::string, key, "", "File with a private JWK");

LOSSY_FLAG_RANGE(port, 0, 65'535);

int main(int argc, char** argv) {
  using namespace lossy;
  base::Process process(argc, argv, "loop_server");
  google::protobuf::FileDescriptorSet descriptors;
  std::ifstream file(absl::GetFlag(FLAGS_descriptors), std::ios::binary);
  if (!descriptors.ParseFromIstream(&file)) return 1;
  auto table = edge::RoutingTable::Build(descriptors, {"lossy.sample.v1.RoomService"});
  if (!table.ok()) return 1;
  const std::shared_ptr<const edge::RoutingTable> routes = *std::move(table);
  auto issuer =
      base::TokenIssuer::FromFile(absl::GetFlag(FLAGS_key), "edge", "lossy", base::RealClock());
  if (!issuer.ok()) return 1;

  edge::InlineService service(*routes);
  edge::LocalPresence presence;
  edge::EdgeMetrics metrics(process.registry());
  edge::Authenticator authenticator(nullptr, nullptr, nullptr, {.dev_user = "bench"});
  edge::ExtensionTokenHandler extension_tokens(authenticator, **issuer, base::RealClock(),
                                               metrics.token_refused, {});
  edge::TokenRefresher tokens(authenticator, metrics.token_refused);
  edge::ClientRegistry clients({}, {});
  const edge::TokenSigner signer("bench");
  const edge::SocketPolicy policy;
  const edge::TrustedProxies proxies;
  const edge::ChannelTable channels(routes, metrics.routes);
  const edge::TokenPages token_pages(policy.origins, extension_tokens, /*dev_login=*/nullptr,
                                     metrics.token_refused);
  const edge::ConsolePages console(policy.origins, /*documents=*/nullptr);
  const edge::SiteFiles site;
  const edge::HttpPages pages(token_pages, site, console, [] { return true; });
  edge::ServerLimits limits;
  limits.connection.max_outbox_bytes = 64 << 20;
  limits.tls = edge::TlsLimitsFromFlags();
  const std::unique_ptr<edge::ListenerTls> tls = edge::ListenerTlsFromFlags(process.registry());
  const edge::WorkerContext context{.limits = limits,
                                    .tls = tls == nullptr ? nullptr : &tls->contexts(),
                                    .proxies = proxies,
                                    .pages = pages,
                                    .sockets = policy,
                                    .authenticator = authenticator,
                                    .clients = clients,
                                    .tokens = tokens,
                                    .channels = channels,
                                    .upstream = service,
                                    .topics = service,
                                    .presences = presence,
                                    .issuer = **issuer,
                                    .longpoll_signer = signer,
                                    .longpoll_edge = {},
                                    .metrics = metrics};
  edge::Server server(context, /*threads=*/1);
  const absl::Status listening =
      server.Listen({{.host = "127.0.0.1", .port = absl::GetFlag(FLAGS_port)}});
  if (!listening.ok()) return 1;
  service.Attach(server.workers()[0]->hub(), server.workers()[0]->executor());
  server.Start();
  std::puts("ready");
  std::fflush(stdout);
  process.AwaitStop();
  server.Drain(absl::Seconds(1));
  return 0;
}
