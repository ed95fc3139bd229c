#include "base/process/grpc_server.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "absl/flags/flag.h"
#include "base/process/log.h"
#include "base/rpc/token_guard.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:0", "Address of the gRPC server");
ABSL_FLAG(
    int, drain_delay_ms, 500,
    "How long to go on as before after SIGTERM, until callers have heard that health does not "
    "say SERVING any more, in milliseconds");
ABSL_FLAG(int, drain_ms, 5000, "How long running calls may go on after SIGTERM, in milliseconds");
ABSL_FLAG(int, max_message_bytes, 4 << 20, "Largest gRPC message, in bytes");
ABSL_FLAG(int, max_server_threads, 256, "Most threads that serve calls");
ABSL_FLAG(int, max_connection_calls, 100,
          "Most calls that one connection may have open at once; further ones wait at the caller");
ABSL_FLAG(
    std::uint64_t, max_server_bytes, 128 << 20,
    "Memory for connections and for messages that are not read yet, in bytes; when it is full, "
    "gRPC reads less and cancels calls");

namespace lossy::base {
namespace {

constexpr std::chrono::milliseconds kPreparePause(500);
// Shorter than what clients may have for --upstream_ping_ms.
constexpr int kShortestPingMs = 400;

// Tries until it works or the process stops.
class Preparation {
 public:
  Preparation(std::function<absl::Status()> prepare, std::function<void()> ready)
      : thread_([this, prepare = std::move(prepare), ready = std::move(ready)] {
          while (!stopping()) {
            const absl::Status status = prepare();
            if (status.ok()) return ready();
            Log(LogLevel::kWarning, "not_ready", {{"problem", status.message()}});
            Pause();
          }
        }) {}

  ~Preparation() {
    {
      std::lock_guard lock(mutex_);
      stop_ = true;
    }
    stopped_.notify_all();
    thread_.join();
  }

 private:
  bool stopping() {
    std::lock_guard lock(mutex_);
    return stop_;
  }

  void Pause() {
    std::unique_lock lock(mutex_);
    stopped_.wait_for(lock, kPreparePause, [this] { return stop_; });
  }

  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stop_ = false;  // Guarded by mutex_.
  std::thread thread_;
};

// What callers may make the server hold.
void Bound(grpc::ServerBuilder& builder) {
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                             absl::GetFlag(FLAGS_max_connection_calls));
  builder.SetMaxReceiveMessageSize(absl::GetFlag(FLAGS_max_message_bytes));
  grpc::ResourceQuota quota;
  quota.SetMaxThreads(absl::GetFlag(FLAGS_max_server_threads));
  quota.Resize(absl::GetFlag(FLAGS_max_server_bytes));
  builder.SetResourceQuota(quota);
}

std::unique_ptr<grpc::Server> Start(Calls& calls, const std::vector<grpc::Service*>& services,
                                    const std::string& address) {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  // A port that is taken is an error, not a port to share.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // A client that vanished without a word holds its streams no longer than this.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 5'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // Clients find out in the same way whether this server hangs.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kShortestPingMs);
  Bound(builder);
  int port = 0;
  builder.AddListeningPort(address, GuardedServerCredentials(calls), &port);
  for (grpc::Service* service : services) builder.RegisterService(service);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    Log(LogLevel::kError, "listen_failed", {{"address", absl::string_view(address)}});
    return nullptr;
  }
  Log(LogLevel::kInfo, "listening", {{"port", std::int64_t{port}}});
  return server;
}

}  // namespace

int RunGrpcServer(Process& process, Calls& calls, const std::vector<grpc::Service*>& services,
                  std::function<absl::Status()> prepare, std::function<void()> on_stop) {
  std::unique_ptr<grpc::Server> server = Start(calls, services, absl::GetFlag(FLAGS_listen));
  if (server == nullptr) return 1;
  process.ServeMetrics();
  grpc::HealthCheckServiceInterface* health = server->GetHealthCheckService();
  health->SetServingStatus(false);
  {
    Preparation preparation(std::move(prepare), [health] {
      health->SetServingStatus(true);
      Log(LogLevel::kInfo, "ready");
    });
    process.AwaitStop();
  }
  health->Shutdown();
  // What still comes while gRPC says good-bye would be broken off.
  std::this_thread::sleep_for(std::chrono::milliseconds(absl::GetFlag(FLAGS_drain_delay_ms)));
  on_stop();
  server->Shutdown(std::chrono::system_clock::now() +
                   std::chrono::milliseconds(absl::GetFlag(FLAGS_drain_ms)));
  Log(LogLevel::kInfo, "stopped");
  return 0;
}

}  // namespace lossy::base
