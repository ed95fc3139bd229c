#include "base/rpc/token_guard.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error/error.h"
#include "base/identity/jwks_file.h"
#include "base/identity/token_issuer.h"
#include "base/rpc/token_size.h"
#include "base/time/clock.h"
#include "gmock/gmock.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"
#include "prometheus/text_serializer.h"

namespace lossy::base {
namespace {

using notifications::v1::NotificationsService;
using testing::HasSubstr;

constexpr absl::Duration kLimit = absl::Seconds(30);
constexpr int kMaxMessageBytes = 1 << 20;
constexpr char kKey[] =
    R"({"kty":"oct","alg":"HS256","kid":"t","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"})";

constexpr char kUserKey[] =
    R"({"kty":"oct","alg":"HS256","kid":"u","k":"Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA"})";

std::string Write(const std::string& name, const std::string& contents) {
  const std::string path = testing::TempDir() + name;
  std::ofstream(path) << contents;
  return path;
}

class TokenGuardTest : public testing::Test, private NotificationsService::Service {
 protected:
  TokenGuardTest() {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", GuardedServerCredentials(calls_, nullptr), &port);
    builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
    AllowLargeTokens(builder);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
    channel_ =
        grpc::CreateChannel(absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials());
  }

  std::string Token() { return issuer_->Issue({.user_id = "u1"}, absl::Minutes(5)); }
  std::string ExpiredToken() { return issuer_->Issue({.user_id = "u1"}, -absl::Minutes(5)); }
  std::string UsersOwnExpiredToken() {
    return provider_->Issue({.user_id = "u1"}, -absl::Minutes(5));
  }
  // Returns a token of about `bytes` bytes.
  std::string TokenOf(std::size_t bytes) {
    return issuer_->Issue({.user_id = "u1"}, absl::Minutes(5), std::string(bytes * 3 / 4, 'a'));
  }
  std::string UsersOwnToken() { return provider_->Issue({.user_id = "u1"}, absl::Minutes(5)); }

  static void Prepare(grpc::ClientContext& context, const std::string& token) {
    context.set_deadline(absl::ToChronoTime(absl::Now() + kLimit));
    if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
  }

  // Returns the status of a call whose headers are sent without a message. `closes` also ends the
  // requests.
  grpc::Status WithoutAMessage(const std::string& path, const std::string& token,
                               bool closes = false) {
    grpc::ClientContext context;
    Prepare(context, token);
    grpc::CompletionQueue queue;
    grpc::GenericStub stub(channel_);
    const auto call = stub.PrepareCall(&context, path, &queue);
    grpc::Status status;
    call->StartCall(this);
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    if (closes) {
      call->WritesDone(this);
      queue.Next(&tag, &ok);
    }
    call->Finish(&status, this);
    queue.Next(&tag, &ok);
    queue.Shutdown();
    return status;
  }

  absl::Status PublishBytes(std::size_t size, const std::string& token) {
    grpc::ClientContext context;
    Prepare(context, token);
    notifications::v1::PublishRequest request;
    request.set_event_id(std::string(size, 'e'));
    notifications::v1::PublishResponse response;
    return FromGrpc(NotificationsService::NewStub(channel_)->Publish(&context, request, &response));
  }

  std::string Metrics() { return prometheus::TextSerializer().Serialize(registry_.Collect()); }

  Revocations revocations_;

 private:
  grpc::Status Publish(grpc::ServerContext* context, const notifications::v1::PublishRequest*,
                       notifications::v1::PublishResponse*) override {
    return calls_.Run(*context, "Publish", [](const Caller&) { return absl::OkStatus(); });
  }

  const std::string jwks_ = Write("jwks.json", absl::StrCat(R"({"keys":[)", kKey, "]}"));
  TokenVerifier verifier_{*JwksFile::Open(jwks_, RealClock(), {}), {}, RealClock()};
  std::unique_ptr<TokenIssuer> issuer_ =
      *TokenIssuer::FromFile(Write("key.json", kKey), "test", "", RealClock());
  const std::string users_jwks_ = Write("users.json", absl::StrCat(R"({"keys":[)", kUserKey, "]}"));
  TokenVerifier users_{*JwksFile::Open(users_jwks_, RealClock(), {}), {}, RealClock()};
  std::unique_ptr<TokenIssuer> provider_ =
      *TokenIssuer::FromFile(Write("provider.json", kUserKey), "test", "", RealClock());
  prometheus::Registry registry_;
  Calls calls_{verifier_, registry_, &users_, &revocations_};
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

constexpr char kPublishPath[] = "/lossy.notifications.v1.NotificationsService/Publish";
constexpr char kCheckPath[] = "/grpc.health.v1.Health/Check";

TEST_F(TokenGuardTest, RefusesACallWithoutATokenBeforeItsMessageComes) {
  const grpc::Status status = WithoutAMessage(kPublishPath, "");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED) << status.error_message();
  EXPECT_THAT(status.error_message(), HasSubstr("bearer token is required"));
}

TEST_F(TokenGuardTest, RefusesABadTokenBeforeTheMessageComes) {
  const grpc::Status status = WithoutAMessage(kPublishPath, "no.token.atall");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_THAT(status.error_message(), testing::Not(HasSubstr("atall")));
}

TEST_F(TokenGuardTest, CountsRefusals) {
  WithoutAMessage(kPublishPath, "");
  WithoutAMessage(kPublishPath, "no.token.atall");
  EXPECT_THAT(Metrics(), HasSubstr("lossy_rpc_refused_total{reason=\"no_token\"} 1"));
  EXPECT_THAT(Metrics(), HasSubstr("lossy_rpc_refused_total{reason=\"malformed\"} 1"));
}

TEST_F(TokenGuardTest, GivesTheRefusalOfTheVerifierThatKnowsTheKey) {
  const grpc::Status expired = WithoutAMessage(kPublishPath, ExpiredToken());
  EXPECT_THAT(expired.error_message(), HasSubstr("it has expired"));
  const grpc::Status users_own = WithoutAMessage(kPublishPath, UsersOwnExpiredToken());
  EXPECT_THAT(users_own.error_message(), HasSubstr("it has expired"));
  EXPECT_THAT(Metrics(), HasSubstr("lossy_rpc_refused_total{reason=\"expired\"} 2"));
}

TEST_F(TokenGuardTest, TakesATokenWithTheGroupsOfALargeCompany) {
  revocations_.SetComplete();
  EXPECT_TRUE(PublishBytes(10, TokenOf(22 * 1024)).ok());
  EXPECT_FALSE(PublishBytes(10, TokenOf(33 * 1024)).ok());
  EXPECT_THAT(Metrics(), HasSubstr("lossy_rpc_refused_total{reason=\"too_large\"} 1"));
}

TEST_F(TokenGuardTest, AdmitsACallWithAToken) {
  EXPECT_TRUE(PublishBytes(10, Token()).ok());
  EXPECT_TRUE(PublishBytes(kMaxMessageBytes - 1000, Token()).ok());
}

TEST_F(TokenGuardTest, RefusesAUserWhoseTokensWereRevoked) {
  revocations_.SetComplete();
  const std::string token = Token();
  EXPECT_TRUE(PublishBytes(10, token).ok());
  revocations_.Add("u1", "", absl::Now() + absl::Seconds(2), absl::InfiniteFuture(), absl::Now());
  EXPECT_TRUE(absl::IsUnauthenticated(PublishBytes(10, token)));
}

TEST_F(TokenGuardTest, AdmitsNoUsersOwnTokenBeforeTheRevocationsAreRead) {
  const std::string token = UsersOwnToken();
  EXPECT_TRUE(absl::IsUnavailable(PublishBytes(10, token)));
  revocations_.SetComplete();
  EXPECT_TRUE(PublishBytes(10, token).ok());
}

TEST_F(TokenGuardTest, AdmitsHealthChecksWithoutAToken) {
  EXPECT_NE(WithoutAMessage(kCheckPath, "", /*closes=*/true).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(TokenGuardTest, AMessageThatIsTooLongIsTheCallersMistake) {
  const absl::Status status = PublishBytes(kMaxMessageBytes + 1, Token());
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("larger than"));
}

}  // namespace
}  // namespace lossy::base
