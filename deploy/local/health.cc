// Asks gRPC servers for their health by the standard protocol: health HOST:PORT…
// Ends with 0 when each of them says SERVING.

#include <chrono>
#include <cstdio>
#include <future>
#include <string>
#include <vector>

#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"

namespace {

constexpr std::chrono::seconds kLimit(2);
// HealthCheckResponse{status: SERVING}.
constexpr char kServing[] = "\x08\x01";

std::string Text(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) return {};
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

// Empty when the server is well, else what is wrong.
std::string Check(const std::string& address) {
  grpc::GenericStub stub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kLimit);
  // HealthCheckRequest{}: the server as a whole.
  const grpc::Slice nothing;
  const grpc::ByteBuffer request(&nothing, 1);
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
