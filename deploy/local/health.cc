// Asks gRPC servers for their health by the standard protocol: health HOST:PORT[/PART]…
// Ends with 0 when each of them reports SERVING. PART is a name in the health service, such as
// "bus.events" of notifications; without one, the server as a whole is asked for.

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <future>
#include <string>
#include <vector>

#include "grpc/support/time.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"

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

// Empty when the server is well, else what is wrong.
std::string Check(const std::string& target) {
  const std::size_t slash = std::min(target.find('/'), target.size());
  const std::string part = slash < target.size() ? target.substr(slash + 1) : "";
  if (part.size() > kLongestPart) return "the part has too long a name";
  const std::string address = target.substr(0, slash);
  grpc::GenericStub stub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
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

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> addresses(argv + 1, argv + argc);
  bool well = !addresses.empty();
  for (const std::string& address : addresses) {
    const std::string problem = Check(address);
    std::printf("%s %s\n", address.c_str(), problem.empty() ? "SERVING" : problem.c_str());
    well = well && problem.empty();
  }
  return well ? 0 : 1;
}
