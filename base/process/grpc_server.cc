#include "base/process/grpc_server.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/log/log.h"
#include "base/log/log_limiter.h"
#include "base/log/refuse_start.h"
#include "base/net/listen_address.h"
#include "base/net/port_probe.h"
#include "base/process/internal_tls_watch.h"
#include "base/process/notify_socket.h"
#include "base/process/open_files.h"
#include "base/process/ready_metric.h"
#include "base/process/watchdog.h"
#include "base/rpc/deadline.h"
#include "base/rpc/internal_tls.h"
#include "base/rpc/token_guard.h"
#include "base/rpc/token_size.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"
#include "google/protobuf/message.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/health_check_service_interface.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:0",
          "Addresses of the gRPC server, comma-separated: host:port, [ipv6]:port, :port for all, "
          "or unix:/path");
ABSL_FLAG(
    int, drain_delay_ms, 500,
    "Time after SIGTERM in which the process still accepts calls, until callers have received "
    "NOT_SERVING, in milliseconds");
ABSL_FLAG(int, drain_ms, 5000,
          "Longest time for running calls to end after SIGTERM, in milliseconds");
ABSL_FLAG(int, max_message_bytes, 4 << 20, "Largest gRPC message, in bytes");
ABSL_FLAG(int, max_server_threads, 256, "Most threads that serve calls");
ABSL_FLAG(int, max_connection_calls, 100,
          "Most calls that one connection may have open at once; further ones wait at the caller");
ABSL_FLAG(
    std::uint64_t, max_server_bytes, 128 << 20,
    "Memory for connections and for messages that are not read yet, in bytes; when it is full, "
    "gRPC reads less and cancels calls");

LOSSY_FLAG_RANGE(drain_delay_ms, 0, 3'600'000);
LOSSY_FLAG_RANGE(drain_ms, 0, 3'600'000);
LOSSY_FLAG_RANGE(max_message_bytes, 1024, 1 << 30);
LOSSY_FLAG_RANGE(max_server_threads, 4, 10'000);
LOSSY_FLAG_RANGE(max_connection_calls, 1, 1'000'000);
LOSSY_FLAG_RANGE(max_server_bytes, 1 << 20, std::uint64_t{1} << 40);
LOSSY_FLAG_CHECK(listen,
                 [] { return lossy::base::ParseListen(absl::GetFlag(FLAGS_listen)).status(); });

namespace lossy::base {
namespace {

constexpr absl::Duration kCheckPause = absl::Milliseconds(500);
// This is shorter than the least --upstream_ping_ms of clients.
constexpr int kShortestPingMs = 400;
// The longest time from a connection to the end of its TLS and HTTP/2 handshakes.
constexpr int kHandshakeLimitMs = 10'000;

// Reports the health of the process until it stops: SERVING after `prepare` has succeeded.
class Readiness {
 public:
  Readiness(grpc::HealthCheckServiceInterface& health, const NotifySocket& service_manager,
            std::function<absl::Status()> prepare, std::vector<HealthPart> parts,
            prometheus::Registry& registry)
      : health_(health),
        service_manager_(service_manager),
        ready_(AddReadyMetric(registry)),
        prepare_(std::move(prepare)),
        parts_(std::move(parts)),
        part_problems_(parts_.size()),
        thread_([this, &registry] { Run(registry); }) {}

  ~Readiness() {
    {
      MutexLock lock(mutex_);
      stop_ = true;
    }
    stopped_.NotifyAll();
    thread_.join();
    ready_.Set(0);
  }

 private:
  struct PartProblem {
    bool known = false;
    bool fails = false;
    prometheus::Gauge* serving = nullptr;
  };

  void Run(prometheus::Registry& registry) {
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      part_problems_[i].serving = &AddHealthPartMetric(registry, parts_[i].name);
    }
    for (bool prepared = false; !stopping(); Pause()) {
      if (!prepared) prepared = Prepare();
      const bool parts_work = CheckParts();
      Serve(prepared && parts_work);
    }
  }

  bool Prepare() {
    const absl::Status status = prepare_();
    if (status.ok()) return true;
    // Logs each new reason, and a repeated one at a bounded rate.
    const bool is_news = std::exchange(last_problem_, status) != status;
    const absl::optional<std::int64_t> times = not_ready_log_.Pass();
    if (is_news || times.has_value()) {
      Log(LogLevel::kWarning, "not_ready", {{"problem", status.message()}});
      service_manager_.Status(absl::StrCat("not ready: ", status.message()));
    }
    return false;
  }

  // True if all required parts work.
  bool CheckParts() {
    bool work = true;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const absl::Status status = parts_[i].check();
      if (parts_[i].required) work &= status.ok();
      PartProblem& problem = part_problems_[i];
      problem.serving->Set(status.ok() ? 1 : 0);
      if (problem.known && problem.fails != status.ok()) continue;
      problem.known = true;
      problem.fails = !status.ok();
      health_.SetServingStatus(parts_[i].name, status.ok());
      Log(status.ok() ? LogLevel::kInfo : LogLevel::kWarning, "health_part_changed",
          {{"part", absl::string_view(parts_[i].name)}, {"problem", status.message()}});
    }
    return work;
  }

  void Serve(bool serves) {
    if (std::exchange(serves_, serves) == serves) return;
    health_.SetServingStatus("", serves);
    ready_.Set(serves ? 1 : 0);
    Log(serves ? LogLevel::kInfo : LogLevel::kWarning, serves ? "ready" : "not_serving");
    service_manager_.Status(serves ? "serves" : "does not serve");
    if (serves) service_manager_.Ready();
  }

  bool stopping() {
    MutexLock lock(mutex_);
    return stop_;
  }

  void Pause() {
    MutexLock lock(mutex_);
    // Without parts nothing changes after the server serves.
    const bool settled = serves_ && parts_.empty();
    const absl::Time next = settled ? absl::InfiniteFuture() : SteadyNow() + kCheckPause;
    while (!stop_ && stopped_.WaitUntil(mutex_, next)) continue;
  }

  grpc::HealthCheckServiceInterface& health_;
  const NotifySocket& service_manager_;
  prometheus::Gauge& ready_;
  const std::function<absl::Status()> prepare_;
  const std::vector<HealthPart> parts_;
  std::vector<PartProblem> part_problems_;
  bool serves_ = false;
  absl::Status last_problem_;
  LogLimiter not_ready_log_;

  Mutex mutex_;
  CondVar stopped_;
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

// A call to the server's own health service. Its end, also an error, proves that gRPC's threads
// serve calls.
struct HealthCall {
  grpc::ClientContext context;
  grpc::ByteBuffer request;  // No bytes: HealthCheckRequest without a service.
  grpc::ByteBuffer response;
};

Watchdog::Probe HealthProbe(grpc::Server& server) {
  auto stub =
      std::make_shared<grpc::GenericStub>(server.InProcessChannel(grpc::ChannelArguments()));
  return [stub](std::function<void()> answer) {
    auto call = std::make_shared<HealthCall>();
    const grpc::Slice no_bytes;
    call->request = grpc::ByteBuffer(&no_bytes, 1);
    stub->UnaryCall(&call->context, "/grpc.health.v1.Health/Check", {}, &call->request,
                    &call->response,
                    [call, answer = std::move(answer)](const grpc::Status&) { answer(); });
  };
}

// Bounds the memory and threads that callers may take.
void Bound(grpc::ServerBuilder& builder) {
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                             absl::GetFlag(FLAGS_max_connection_calls));
  builder.SetMaxReceiveMessageSize(absl::GetFlag(FLAGS_max_message_bytes));
  AllowLargeTokens(builder);
  grpc::ResourceQuota quota;
  quota.SetMaxThreads(absl::GetFlag(FLAGS_max_server_threads));
  quota.Resize(absl::GetFlag(FLAGS_max_server_bytes));
  builder.SetResourceQuota(quota);
}

// Returns the addresses of --listen if they are free. gRPC would not report why an address is not.
absl::StatusOr<std::vector<ListenAddress>> FreeAddresses(const std::string& listen) {
  const absl::StatusOr<std::vector<ListenAddress>> addresses = ParseListen(listen);
  if (!addresses.ok()) return addresses.status();
  return ProbePorts(*addresses);
}

std::unique_ptr<grpc::Server> Start(Calls& calls, const std::vector<grpc::Service*>& services,
                                    const std::string& listen) {
  const absl::StatusOr<std::vector<ListenAddress>> addresses = FreeAddresses(listen);
  if (!addresses.ok()) RefuseFlag("listen", addresses.status().message());
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  // gRPC's health service has no descriptor. Reflection needs a linked one.
  google::protobuf::LinkMessageReflection<grpc::health::v1::HealthCheckRequest>();
  grpc::ServerBuilder builder;
  // A taken port is an error; servers must not share a port.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // The server releases the streams of a client that vanished after this time.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 5'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // Clients detect a hanging server by the same pings.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kShortestPingMs);
  Bound(builder);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeLimitMs);
  const InternalTls* const tls = InternalTls::FromFlags();
  int port = 0;
  // The first address is added last, so that its port is logged.
  for (auto each = addresses->rbegin(); each != addresses->rend(); ++each) {
    builder.AddListeningPort(each->ToString(), GuardedServerCredentials(calls, tls), &port);
  }
  for (grpc::Service* service : services) builder.RegisterService(service);
  // Null if the server cannot listen on every address.
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) {
    RefuseFlag("listen", absl::StrCat("gRPC cannot listen on ", addresses->front().ToString()));
  }
  Log(LogLevel::kInfo, "listening", {{"port", std::int64_t{port}}});
  return server;
}

}  // namespace

int RunGrpcServer(Process& process, Calls& calls, GrpcServerParts parts) {
  const std::unique_ptr<grpc::Server> server =
      Start(calls, parts.services, absl::GetFlag(FLAGS_listen));
  process.ServeMetrics();
  const InternalTlsWatch certificates(process.registry());
  // After a connection for which no file is free, gRPC 1.51 accepts no further connection.
  parts.health.push_back({"files", CheckOpenFiles, /*required=*/true});
  grpc::HealthCheckServiceInterface* health = server->GetHealthCheckService();
  health->SetServingStatus(false);
  {
    const Watchdog watchdog(process.service_manager(), {HealthProbe(*server)});
    const Readiness readiness(*health, process.service_manager(), std::move(parts.prepare),
                              std::move(parts.health), process.registry());
    process.AwaitStop();
  }
  health->Shutdown();
  // gRPC would abort calls that arrive while it shuts down.
  std::this_thread::sleep_for(std::chrono::milliseconds(absl::GetFlag(FLAGS_drain_delay_ms)));
  parts.on_stop();
  server->Shutdown(GrpcDeadline(SteadyNow() + absl::Milliseconds(absl::GetFlag(FLAGS_drain_ms))));
  Log(LogLevel::kInfo, "stopped");
  return 0;
}

}  // namespace lossy::base
