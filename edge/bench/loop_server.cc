// The edge with nothing behind it, to measure what the edge itself costs with a load generator:
//   bazel run //edge/bench:loop_server -- --port=4403
#include <cstdio>
#include <fstream>

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"
#include "base/identity/token_issuer.h"
#include "base/process/process.h"
#include "base/time/clock.h"
#include "edge/bench/inline_service.h"
#include "edge/longpoll/session_token.h"
#include "edge/presence/local_presence.h"
#include "edge/server/server.h"

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
  auto issuer =
      base::TokenIssuer::FromFile(absl::GetFlag(FLAGS_key), "edge", "lossy", base::RealClock());
  if (!issuer.ok()) return 1;

  edge::InlineService service(**table);
  edge::LocalPresence presence;
  edge::EdgeMetrics metrics(process.registry());
  edge::Authenticator authenticator(nullptr, nullptr, nullptr, {.dev_user = "bench"});
  edge::ExtensionTokenHandler mint(authenticator, **issuer, base::RealClock(),
                                   metrics.token_refused, {});
  edge::UserRegistry users({});
  edge::UserRegistry addresses({}, "address");
  const edge::TokenSigner seal("bench");
  const edge::Routes routes{.origins = {},
                            .deflate = false,
                            .authenticator = authenticator,
                            .mint = mint,
                            .dev_login = nullptr,
                            .users = users,
                            .addresses = addresses,
                            .metrics = metrics,
                            .ready = [] { return true; },
                            .proxy_protocol_from = {},
                            .forwarded_from = {}};
  edge::ServerLimits limits;
  limits.connection.max_outbox_bytes = 64 << 20;
  const edge::Shared shared{.routes = routes,
                            .table = **table,
                            .upstream = service,
                            .source = service,
                            .presence = presence,
                            .issuer = **issuer,
                            .metrics = metrics,
                            .longpoll_seal = seal,
                            .longpoll_edge = {},
                            .limits = limits};
  edge::Server server(shared, /*threads=*/1);
  const absl::Status listening =
      server.Listen({{.host = "127.0.0.1", .port = absl::GetFlag(FLAGS_port)}});
  if (!listening.ok()) return 1;
  service.Attach(server.workers()[0]->hub(), *server.workers()[0]);
  server.Start();
  std::puts("ready");
  std::fflush(stdout);
  process.AwaitStop();
  server.Drain(absl::Seconds(1));
  return 0;
}
