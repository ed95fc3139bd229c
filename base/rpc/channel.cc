#include "base/rpc/channel.h"

#include "absl/flags/flag.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

ABSL_FLAG(int, upstream_retry_ms, 100, "First pause before connecting again to a service, in ms");
ABSL_FLAG(int, upstream_retry_max_ms, 1000, "Longest such pause, in milliseconds");
ABSL_FLAG(int, upstream_connect_ms, 2000,
          "Time for connecting to a service, in milliseconds; a longer pause is also time for it");
ABSL_FLAG(int, upstream_message_bytes, 16 << 20, "Largest answer of a service, in bytes");

namespace lossy::base {

std::shared_ptr<grpc::Channel> OpenChannel(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, absl::GetFlag(FLAGS_upstream_retry_ms));
  // Whatever its name says, it is how long an attempt may take at least.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, absl::GetFlag(FLAGS_upstream_connect_ms));
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, absl::GetFlag(FLAGS_upstream_retry_max_ms));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 20'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 5'000);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(absl::GetFlag(FLAGS_upstream_message_bytes));
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace lossy::base
