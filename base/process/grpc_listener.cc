#include "base/process/grpc_listener.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/log/refuse_start.h"
#include "base/net/listen_address.h"
#include "base/net/port_probe.h"
#include "base/rpc/internal_tls.h"
#include "base/rpc/token_guard.h"
#include "base/rpc/token_size.h"
#include "google/protobuf/message.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"

namespace lossy::base {
namespace {

// This is shorter than the least --upstream_ping_ms of clients.
constexpr int kShortestPingMs = 400;
// The threads that wait for calls after a burst, so that the next one starts no threads. A waiting
// thread wakes up once in this time.
constexpr int kWaitingThreads = 64;
constexpr int kWaitMs = 60'000;
// The longest time from a connection to the end of its TLS and HTTP/2 handshakes.
constexpr int kHandshakeLimitMs = 10'000;

// Bounds the memory and threads that callers may take.
void Bound(grpc::ServerBuilder& builder, const GrpcListenOptions& options) {
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.max_connection_calls);
  builder.SetMaxReceiveMessageSize(options.max_message_bytes);
  AllowLargeTokens(builder);
  grpc::ResourceQuota quota;
  quota.SetMaxThreads(options.max_threads);
  quota.Resize(options.max_bytes);
  builder.SetResourceQuota(quota);
  using Option = grpc::ServerBuilder::SyncServerOption;
  builder.SetSyncServerOption(Option::MAX_POLLERS, std::min(kWaitingThreads, options.max_threads));
  builder.SetSyncServerOption(Option::CQ_TIMEOUT_MSEC, kWaitMs);
}

// Returns the addresses if they are free. gRPC would not report why an address is not.
absl::StatusOr<std::vector<ListenAddress>> FreeAddresses(const std::string& listen) {
  const absl::StatusOr<std::vector<ListenAddress>> addresses = ParseListen(listen);
  if (!addresses.ok()) return addresses.status();
  return ProbePorts(*addresses);
}

void AddArguments(grpc::ServerBuilder& builder) {
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
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeLimitMs);
}

}  // namespace

void DrainQueue(grpc::ServerCompletionQueue& queue) {
  queue.Shutdown();
  void* tag = nullptr;
  for (bool ok = false; queue.Next(&tag, &ok);) continue;
}

std::unique_ptr<grpc::Server> ListenForGrpc(Calls& calls,
                                            const std::vector<grpc::Service*>& services,
                                            const GrpcListenOptions& options, int* port) {
  const absl::StatusOr<std::vector<ListenAddress>> addresses = FreeAddresses(options.listen);
  if (!addresses.ok()) RefuseFlag(options.flag, addresses.status().message());
  grpc::EnableDefaultHealthCheckService(options.empty_queue == nullptr);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  // gRPC's health service has no descriptor. Reflection needs a linked one.
  google::protobuf::LinkMessageReflection<grpc::health::v1::HealthCheckRequest>();
  grpc::ServerBuilder builder;
  AddArguments(builder);
  Bound(builder, options);
  // With such a queue gRPC lets the threads of the server wait without polling. Nothing has to poll
  // this queue, because the poller of gRPC watches the sockets of all queues of a process.
  if (options.empty_queue != nullptr) *options.empty_queue = builder.AddCompletionQueue();
  const InternalTls* const tls = InternalTls::FromFlags();
  // The first address is added last, so that its port is returned.
  for (auto each = addresses->rbegin(); each != addresses->rend(); ++each) {
    builder.AddListeningPort(each->ToString(), GuardedServerCredentials(calls, tls), port);
  }
  for (grpc::Service* service : services) builder.RegisterService(service);
  // Null if the server cannot listen on every address.
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) {
    RefuseFlag(options.flag, absl::StrCat("gRPC cannot listen on ", addresses->front().ToString()));
  }
  return server;
}

}  // namespace lossy::base
