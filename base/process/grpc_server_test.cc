#include "base/process/grpc_server.h"

#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <future>
#include <string>
#include <thread>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/identity/jwks_file.h"
#include "base/identity/token_verifier.h"
#include "base/rpc/calls.h"
#include "base/testing/eventually.h"
#include "base/time/clock.h"
#include "grpcpp/generic/generic_stub.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"

ABSL_DECLARE_FLAG(std::string, listen);
ABSL_DECLARE_FLAG(int, drain_delay_ms);

namespace lossy::base {
namespace {

constexpr absl::Duration kLimit = absl::Seconds(60);

std::string FreeAddress() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  close(fd);
  return absl::StrCat("127.0.0.1:", ntohs(address.sin_port));
}

std::string WriteKeys() {
  std::string path = testing::TempDir() + "grpc_server_test.jwks";
  // The public key of RFC 8037, appendix A.2: a set needs one.
  std::ofstream(path) << R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"a",)"
                      << R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})";
  return path;
}

// Returns the process of all tests. The main thread makes it, so that signals wait in the others.
Process& TheProcess() {
  static char name[] = "test";
  static char* arguments[] = {name, nullptr};
  static auto* process = new Process(1, arguments, "test");
  return *process;
}

// A server whose health a test changes.
class GrpcServerTest : public testing::Test {
 protected:
  GrpcServerTest() {
    TheProcess();
    absl::SetFlag(&FLAGS_listen, address_);
    absl::SetFlag(&FLAGS_drain_delay_ms, 0);
    server_ = std::thread([this] {
      RunGrpcServer(TheProcess(), calls_,
                    {.prepare = [this] { return StatusOf(prepared_); },
                     .health = {{"optional", [this] { return StatusOf(optional_); }},
                                {"required", [this] { return StatusOf(required_); }, true}}});
    });
  }

  ~GrpcServerTest() override {
    kill(getpid(), SIGTERM);
    server_.join();
  }

  static absl::Status StatusOf(const std::atomic<bool>& works) {
    return works ? absl::OkStatus() : absl::UnavailableError("it does not work");
  }

  // Asks the standard health service. An empty name stands for the server as a whole.
  bool Serves(const std::string& part) {
    grpc::GenericStub stub(grpc::CreateChannel(address_, grpc::InsecureChannelCredentials()));
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kLimit));
    const grpc::Slice bytes(
        part.empty() ? ""
                     : absl::StrCat("\x0a", std::string(1, static_cast<char>(part.size())), part));
    const grpc::ByteBuffer request(&bytes, 1);
    grpc::ByteBuffer response;
    std::promise<grpc::Status> done;
    stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", {}, &request, &response,
                   [&](grpc::Status status) { done.set_value(std::move(status)); });
    if (!done.get_future().get().ok()) return false;
    grpc::Slice slice;
    EXPECT_TRUE(response.DumpToSingleSlice(&slice).ok());
    // The bytes are HealthCheckResponse{status: SERVING}.
    return std::string(slice.begin(), slice.end()) == "\x08\x01";
  }

  void Await(const std::string& part, bool serves) {
    ASSERT_TRUE(Eventually([&] { return Serves(part) == serves; })) << part;
  }

  const std::string address_ = FreeAddress();
  prometheus::Registry registry_;
  const std::string keys_ = WriteKeys();
  TokenVerifier verifier_{
      *JwksFile::Open(keys_, RealClock(), {}), {.audience = "test"}, RealClock()};
  Calls calls_{verifier_, registry_};
  std::atomic<bool> prepared_{true};
  std::atomic<bool> optional_{true};
  std::atomic<bool> required_{true};
  std::thread server_;
};

TEST_F(GrpcServerTest, ServesWhenItIsPrepared) { Await("", true); }

TEST_F(GrpcServerTest, ServesWhileAPartFailsAndReportsThePart) {
  Await("", true);
  Await("optional", true);
  optional_ = false;
  Await("optional", false);
  EXPECT_TRUE(Serves(""));
  optional_ = true;
  Await("optional", true);
}

TEST_F(GrpcServerTest, DoesNotServeWhileAPartFailsThatIsRequired) {
  Await("", true);
  required_ = false;
  Await("", false);
  Await("required", false);
  EXPECT_TRUE(Serves("optional"));
  required_ = true;
  Await("", true);
}

}  // namespace
}  // namespace lossy::base
