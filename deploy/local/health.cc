// Asks gRPC servers for their health by the standard protocol: health [NAME=]HOST:PORT[/PART]…
// Ends with 0 when each of them reports SERVING. PART is a name in the health service, such as
// "bus.events" of notifications; without one, the server as a whole is asked for. With
// --tls_internal_certificate, --tls_internal_key and --tls_internal_ca the servers use mutual TLS;
// the certificate of a server with a NAME must contain that name.

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "base/flags/command_line.h"
#include "base/rpc/internal_tls.h"
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

// `name` is the name of the server's process; empty: any process.
std::shared_ptr<grpc::ChannelCredentials> Credentials(const std::string& name) {
  const lossy::base::InternalTls* const tls = lossy::base::InternalTls::FromFlags();
  return tls == nullptr ? grpc::InsecureChannelCredentials() : tls->ChannelCredentials(name);
}

// Empty when the server is well, else what is wrong.
std::string Check(const std::string& target) {
  const std::size_t slash = std::min(target.find('/'), target.size());
  const std::string part = slash < target.size() ? target.substr(slash + 1) : "";
  if (part.size() > kLongestPart) return "the part has too long a name";
  const std::size_t equals = target.find('=');
  const std::size_t start = equals < slash ? equals + 1 : 0;
  const std::string address = target.substr(start, slash - start);
  grpc::GenericStub stub(
      grpc::CreateChannel(address, Credentials(target.substr(0, start == 0 ? 0 : start - 1))));
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
  const lossy::base::CommandLine line = lossy::base::ReadCommandLine(argc, argv);
  for (const std::string& problem : line.problems) std::fprintf(stderr, "%s\n", problem.c_str());
  bool well = !line.words.empty() && line.problems.empty();
  for (const std::string& address : line.words) {
    const std::string problem = Check(address);
    std::printf("%s %s\n", address.c_str(), problem.empty() ? "SERVING" : problem.c_str());
    well = well && problem.empty();
  }
  return well ? 0 : 1;
}
