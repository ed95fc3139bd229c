#include "deploy/local/grpc_health.h"

#include <algorithm>
#include <cstddef>
#include <future>
#include <memory>
#include <utility>

#include "base/rpc/internal_tls.h"
#include "grpc/support/time.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"

namespace lossy::health {
namespace {

constexpr int kLimitSeconds = 2;
constexpr std::size_t kLongestPart = 127;
// HealthCheckResponse{status: SERVING}.
constexpr char kServing[] = "\x08\x01";

std::string Text(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) return {};
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

// HealthCheckRequest{service: part}, whose field 1 has a length of one byte.
std::string Request(const std::string& part) {
  if (part.empty()) return {};
  return std::string("\x0a") + static_cast<char>(part.size()) + part;
}

std::shared_ptr<grpc::ChannelCredentials> Credentials(const std::string& name) {
  const base::InternalTls* const tls = base::InternalTls::FromFlags();
  return tls == nullptr ? grpc::InsecureChannelCredentials() : tls->ChannelCredentials(name);
}

}  // namespace

std::string CheckGrpc(const std::string& name, const std::string& target) {
  const std::size_t slash = std::min(target.find('/'), target.size());
  const std::string part = slash < target.size() ? target.substr(slash + 1) : "";
  if (part.size() > kLongestPart) return "the part has too long a name";
  grpc::GenericStub stub(grpc::CreateChannel(target.substr(0, slash), Credentials(name)));
  grpc::ClientContext context;
  context.set_deadline(gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                                    gpr_time_from_seconds(kLimitSeconds, GPR_TIMESPAN)));
  const grpc::Slice bytes(Request(part));
  const grpc::ByteBuffer request(&bytes, 1);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", {}, &request, &response,
                 [&](grpc::Status status) { done.set_value(std::move(status)); });
  const grpc::Status status = done.get_future().get();
  if (!status.ok()) return status.error_message();
  return Text(response) == kServing ? "" : "NOT_SERVING";
}

}  // namespace lossy::health
