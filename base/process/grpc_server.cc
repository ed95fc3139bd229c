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
#include "base/admin/admin_service.h"
#include "base/admin/process_state.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/log/log.h"
#include "base/log/log_limiter.h"
#include "base/net/listen_address.h"
#include "base/process/admin_target.h"
#include "base/process/grpc_listener.h"
#include "base/process/internal_tls_watch.h"
#include "base/process/notify_socket.h"
#include "base/process/open_files.h"
#include "base/process/ready_metric.h"
#include "base/process/watchdog.h"
#include "base/rpc/deadline.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"
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

// The receivers of the readiness. All must outlive Readiness.
struct ReadinessReports {
  grpc::HealthCheckServiceInterface& health;
  const NotifySocket& service_manager;
  ProcessStateRecord& state;
  prometheus::Registry& registry;  // For the metrics of the process and of its parts.
};

// Reports the health of the process until it stops: SERVING after `prepare` has succeeded.
class Readiness {
 public:
  Readiness(const ReadinessReports& reports, std::function<absl::Status()> prepare,
            std::vector<HealthPart> parts)
      : reports_(reports),
        ready_(AddReadyMetric(reports.registry)),
        prepare_(std::move(prepare)),
        parts_(std::move(parts)),
        part_problems_(parts_.size()),
        thread_([this] { Run(); }) {}

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

  void Run() {
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      part_problems_[i].serving = &AddHealthPartMetric(reports_.registry, parts_[i].name);
    }
    for (bool prepared = false; !stopping(); Pause()) {
      if (!prepared) prepared = Prepare();
      std::vector<ProcessState::Part> states = {
          {.name = "start", .required = true, .status = last_problem_}};
      const bool parts_work = CheckParts(&states);
      Serve(prepared && parts_work);
      reports_.state.SetReadiness(prepared && parts_work, std::move(states));
    }
  }

  bool Prepare() {
    const absl::Status status = prepare_();
    // Logs each new reason, and a repeated one at a bounded rate.
    const bool is_news = std::exchange(last_problem_, status) != status;
    if (status.ok()) return true;
    const absl::optional<std::int64_t> times = not_ready_log_.Pass();
    if (is_news || times.has_value()) {
      Log(LogLevel::kWarning, "not_ready", {{"problem", status.message()}});
      reports_.service_manager.Status(absl::StrCat("not ready: ", status.message()));
    }
    return false;
  }

  // Adds the states of the parts to `states`. True if all required parts work.
  bool CheckParts(std::vector<ProcessState::Part>* states) {
    bool work = true;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const absl::Status status = parts_[i].check();
      states->push_back({.name = parts_[i].name, .required = parts_[i].required, .status = status});
      if (parts_[i].required) work &= status.ok();
      PartProblem& problem = part_problems_[i];
      problem.serving->Set(status.ok() ? 1 : 0);
      if (problem.known && problem.fails != status.ok()) continue;
      problem.known = true;
      problem.fails = !status.ok();
      reports_.health.SetServingStatus(parts_[i].name, status.ok());
      Log(status.ok() ? LogLevel::kInfo : LogLevel::kWarning, "health_part_changed",
          {{"part", absl::string_view(parts_[i].name)}, {"problem", status.message()}});
    }
    return work;
  }

  void Serve(bool serves) {
    if (std::exchange(serves_, serves) == serves) return;
    reports_.health.SetServingStatus("", serves);
    ready_.Set(serves ? 1 : 0);
    Log(serves ? LogLevel::kInfo : LogLevel::kWarning, serves ? "ready" : "not_serving");
    reports_.service_manager.Status(serves ? "serves" : "does not serve");
    if (serves) reports_.service_manager.Ready();
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

  const ReadinessReports reports_;
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

GrpcListenOptions ListenOptionsFromFlags() {
  return {.flag = "listen",
          .listen = absl::GetFlag(FLAGS_listen),
          .max_message_bytes = absl::GetFlag(FLAGS_max_message_bytes),
          .max_threads = absl::GetFlag(FLAGS_max_server_threads),
          .max_connection_calls = absl::GetFlag(FLAGS_max_connection_calls),
          .max_bytes = absl::GetFlag(FLAGS_max_server_bytes)};
}

}  // namespace

int RunGrpcServer(Process& process, Calls& calls, GrpcServerParts parts) {
  ProcessStateRecord state;
  AdminService admin(calls, AdminTargetOf(process, [&state] { return state.Get(); }), parts.admin);
  parts.services.push_back(&admin);
  int port = 0;
  const std::unique_ptr<grpc::Server> server =
      ListenForGrpc(calls, parts.services, ListenOptionsFromFlags(), &port);
  Log(LogLevel::kInfo, "listening", {{"port", std::int64_t{port}}});
  process.ServeMetrics();
  const InternalTlsWatch certificates(process.registry());
  // After a connection for which no file is free, gRPC 1.51 accepts no further connection.
  parts.health.push_back({"files", CheckOpenFiles, /*required=*/true});
  grpc::HealthCheckServiceInterface* health = server->GetHealthCheckService();
  health->SetServingStatus(false);
  {
    const Watchdog watchdog(process.service_manager(), {HealthProbe(*server)});
    const Readiness readiness({.health = *health,
                               .service_manager = process.service_manager(),
                               .state = state,
                               .registry = process.registry()},
                              std::move(parts.prepare), std::move(parts.health));
    process.AwaitStop();
  }
  state.SetDraining();
  health->Shutdown();
  // gRPC would abort calls that arrive while it shuts down.
  std::this_thread::sleep_for(std::chrono::milliseconds(absl::GetFlag(FLAGS_drain_delay_ms)));
  parts.on_stop();
  server->Shutdown(GrpcDeadline(SteadyNow() + absl::Milliseconds(absl::GetFlag(FLAGS_drain_ms))));
  Log(LogLevel::kInfo, "stopped");
  return 0;
}

}  // namespace lossy::base
