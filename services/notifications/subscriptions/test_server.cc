#include "services/notifications/subscriptions/test_server.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "base/rpc/metadata.h"
#include "base/text/uuid.h"

namespace lossy::notifications {
namespace {

constexpr char kAudience[] = "lossy";

constexpr char kKey[] = R"({"kty":"oct","alg":"HS256","kid":"test",)"
                        R"("k":"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"})";

void Check(bool ok) {
  if (!ok) std::abort();
}

}  // namespace

struct TestServer::Keys {
  explicit Keys(const base::Clock& clock) {
    const std::filesystem::path folder = std::filesystem::temp_directory_path() / base::NewUuid();
    std::filesystem::create_directory(folder);
    const std::string jwks = folder / "jwks.json", jwk = folder / "key.json";
    std::ofstream(jwks) << "{\"keys\":[" << kKey << "]}";
    std::ofstream(jwk) << kKey;
    verifier = std::make_unique<base::TokenVerifier>(
        *base::JwksFile::Open(jwks, clock, {}),
        base::TokenVerifier::Options{.audience = kAudience, .accept_roles = true}, clock);
    issuer = *base::TokenIssuer::FromFile(jwk, "test", kAudience, clock);
    std::filesystem::remove_all(folder);
  }

  std::unique_ptr<base::TokenVerifier> verifier;
  std::unique_ptr<base::TokenIssuer> issuer;
};

TestServer::TestServer(const Options& options)
    : keys_(std::make_unique<Keys>(clock_)),
      calls_(*keys_->verifier, registry_),
      validator_(options.limits),
      metrics_(registry_),
      log_(options.log, clock_),
      hub_(log_, bus_, options.streams.queue_bytes / 2, metrics_),
      presence_metrics_(registry_),
      presences_(options.presences, claims_, clock_, presence_metrics_),
      workers_(2),
      streams_(
          options.streams, [this] { return SubscriberState(hub_, presences_, validator_); },
          workers_, metrics_),
      service_(calls_, validator_, log_, hub_, streams_) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  builder.SetMaxReceiveMessageSize(16 << 20);
  builder.RegisterService(&service_);
  server_ = builder.BuildAndStart();
  Check(server_ != nullptr && port_ != 0);
}

TestServer::~TestServer() {
  streams_.Stop();
  server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
}

std::unique_ptr<v1::NotificationsService::Stub> TestServer::Connect() {
  return v1::NotificationsService::NewStub(OpenChannel());
}

std::shared_ptr<grpc::Channel> TestServer::OpenChannel() {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // With the probe, the window of a client that does not read could grow.
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  return grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", port_),
                                   grpc::InsecureChannelCredentials(), arguments);
}

void TestServer::Authorize(grpc::ClientContext& context, base::Role role) {
  const std::string token =
      keys_->issuer->Cached({.user_id = "tester", .device_id = {}, .role = role}, absl::Hours(1));
  base::AddCallMetadata(token, "test", context);
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
}

}  // namespace lossy::notifications
