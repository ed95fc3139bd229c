#include "base/rpc/channel.h"

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"
#include "base/log/refuse_start.h"
#include "base/rpc/target.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

ABSL_FLAG(int, upstream_retry_ms, 100, "First pause before connecting again to a service, in ms");
ABSL_FLAG(int, upstream_retry_max_ms, 1000, "Longest such pause, in milliseconds");
ABSL_FLAG(int, upstream_connect_ms, 2000,
          "Longest time to connect to a service, in milliseconds; at least the pause before it");
ABSL_FLAG(int, upstream_ping_ms, 2000,
          "Silence of a service after which it is pinged, in milliseconds; at least 500");
ABSL_FLAG(int, upstream_ping_timeout_ms, 3000,
          "Time for the answer to a ping, after which the connection is closed, in milliseconds");
ABSL_FLAG(int, upstream_resolve_ms, 1000,
          "Least pause between two DNS queries for a service's name, in milliseconds");
ABSL_FLAG(int, upstream_message_bytes, 16 << 20, "Largest answer of a service, in bytes");

LOSSY_FLAG_RANGE(upstream_retry_ms, 1, 60'000);
LOSSY_FLAG_RANGE(upstream_retry_max_ms, 1, 600'000);
LOSSY_FLAG_RANGE(upstream_connect_ms, 1, 600'000);
LOSSY_FLAG_RANGE(upstream_ping_ms, 500, 600'000);
LOSSY_FLAG_RANGE(upstream_ping_timeout_ms, 1, 600'000);
LOSSY_FLAG_RANGE(upstream_resolve_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(upstream_message_bytes, 1024, 1 << 30);

namespace lossy::base {
namespace {

// The channel checks the health of the server as a whole.
constexpr char kSpreadOverTheHealthy[] = R"({
  "loadBalancingConfig": [{"round_robin": {}}],
  "healthCheckConfig": {"serviceName": ""}
})";

std::string TargetOrExit(const std::string& addresses) {
  absl::StatusOr<std::string> target = TargetOf(addresses);
  if (target.ok()) return *std::move(target);
  RefuseStart(target.status().message());
}

void NoticeWhatHangs(grpc::ChannelArguments& arguments) {
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, absl::GetFlag(FLAGS_upstream_ping_ms));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, absl::GetFlag(FLAGS_upstream_ping_timeout_ms));
  // Pings are sent also without calls and data.
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
}

std::shared_ptr<grpc::Channel> Open(const std::string& addresses, const std::string& process,
                                    const InternalTls* tls, grpc::ChannelArguments& arguments) {
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, absl::GetFlag(FLAGS_upstream_retry_ms));
  // Despite its name, this is the least time of an attempt.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, absl::GetFlag(FLAGS_upstream_connect_ms));
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, absl::GetFlag(FLAGS_upstream_retry_max_ms));
  arguments.SetInt(GRPC_ARG_DNS_MIN_TIME_BETWEEN_RESOLUTIONS_MS,
                   absl::GetFlag(FLAGS_upstream_resolve_ms));
  NoticeWhatHangs(arguments);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(absl::GetFlag(FLAGS_upstream_message_bytes));
  // The server chooses its certificate by this name (SNI), and the verifier requires it.
  if (tls != nullptr) arguments.SetSslTargetNameOverride(process);
  return grpc::CreateCustomChannel(
      TargetOrExit(addresses),
      tls == nullptr ? grpc::InsecureChannelCredentials() : tls->ChannelCredentials(process),
      arguments);
}

}  // namespace

std::shared_ptr<grpc::Channel> OpenChannel(const std::string& addresses,
                                           const std::string& process) {
  return OpenChannel(addresses, process, InternalTls::FromFlags());
}

std::shared_ptr<grpc::Channel> OpenChannel(const std::string& addresses, const std::string& process,
                                           const InternalTls* tls) {
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(kSpreadOverTheHealthy);
  return Open(addresses, process, tls, arguments);
}

std::shared_ptr<grpc::Channel> OpenReplica(const std::string& address, const std::string& process) {
  grpc::ChannelArguments arguments;
  return Open(address, process, InternalTls::FromFlags(), arguments);
}

}  // namespace lossy::base
