#include "base/process/admin_listener.h"

#include <cstdint>
#include <string>

#include "absl/flags/flag.h"
#include "absl/memory/memory.h"
#include "base/flags/flag_check.h"
#include "base/log/log.h"
#include "base/net/listen_address.h"
#include "base/process/grpc_listener.h"
#include "base/rpc/deadline.h"
#include "base/time/clock.h"

ABSL_FLAG(std::string, admin_listen, "",
          "Addresses of the gRPC server for operators, comma-separated: host:port, [ipv6]:port, "
          ":port for all, or unix:/path; empty: none");

namespace lossy::base {
namespace {

// The bounds of a server that only operators call. A Follow call takes a thread.
constexpr int kMaxMessageBytes = 64 << 10;
constexpr int kMaxThreads = 64;
constexpr int kMaxConnectionCalls = 32;
constexpr std::size_t kMaxBytes = 16 << 20;
// The longest time for running calls to end.
constexpr absl::Duration kDrain = absl::Seconds(1);

absl::Status CheckAdminListen() {
  const std::string listen = absl::GetFlag(FLAGS_admin_listen);
  return listen.empty() ? absl::OkStatus() : ParseListen(listen).status();
}

LOSSY_FLAG_CHECK(admin_listen, CheckAdminListen);

}  // namespace

std::unique_ptr<AdminListener> AdminListener::FromFlags(Calls& calls, AdminService& service) {
  const std::string listen = absl::GetFlag(FLAGS_admin_listen);
  if (listen.empty()) return nullptr;
  int port = 0;
  std::unique_ptr<grpc::ServerCompletionQueue> queue;
  std::unique_ptr<grpc::Server> server = ListenForGrpc(calls, {&service},
                                                       {.flag = "admin_listen",
                                                        .listen = listen,
                                                        .max_message_bytes = kMaxMessageBytes,
                                                        .max_threads = kMaxThreads,
                                                        .max_connection_calls = kMaxConnectionCalls,
                                                        .max_bytes = kMaxBytes,
                                                        .empty_queue = &queue},
                                                       &port);
  Log(LogLevel::kInfo, "admin_listening", {{"port", std::int64_t{port}}});
  return absl::WrapUnique(new AdminListener(std::move(server), std::move(queue)));
}

AdminListener::~AdminListener() {
  server_->Shutdown(GrpcDeadline(SteadyNow() + kDrain));
  DrainQueue(*queue_);
}

}  // namespace lossy::base
