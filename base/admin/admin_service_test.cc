#include "base/admin/admin_service.h"

#include <atomic>
#include <fstream>
#include <map>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/admin/admin_answers.h"
#include "base/admin/process_state.h"
#include "base/error/error.h"
#include "base/identity/jwks_file.h"
#include "base/identity/token_issuer.h"
#include "base/identity/token_verifier.h"
#include "base/log/log.h"
#include "base/rpc/calls.h"
#include "base/testing/eventually.h"
#include "base/testing/loopback_server.h"
#include "base/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lossy/admin/v1/admin.grpc.pb.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace lossy::base {
namespace {

namespace v1 = admin::v1;
using testing::HasSubstr;

constexpr char kKey[] =
    R"({"kty":"oct","alg":"HS256","kid":"t","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"})";

std::string Write(const std::string& name, const std::string& contents) {
  std::string path = testing::TempDir() + name;
  std::ofstream(path) << contents;
  return path;
}

// A process with topics and frames, and without sockets.
class FakeAnswers final : public AdminAnswers {
 public:
  absl::Status GetTopic(const v1::GetTopicRequest& request,
                        v1::GetTopicResponse* response) override {
    response->set_topic(request.topic());
    return absl::OkStatus();
  }
  absl::Status Follow(const v1::FollowRequest& request, const FollowSink& sink) override {
    v1::FollowResponse response;
    response.mutable_frame()->set_topic(request.topic());
    while (!sink.cancelled() && sink.write(response)) response.set_dropped(response.dropped() + 1);
    ended = true;
    return absl::OkStatus();
  }

  std::atomic<bool> ended{false};
};

class AdminServiceTest : public testing::Test {
 protected:
  AdminServiceTest() {
    InitLog("test");
    prometheus::BuildGauge().Name("lossy_things").Register(*registry_).Add({}).Set(7);
    prometheus::BuildGauge()
        .Name("lossy_labelled")
        .Register(*registry_)
        .Add({{"kind", "a"}})
        .Set(1);
  }

  void Prepare(grpc::ClientContext& context, Role role = Role::kOperator) {
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(1)));
    const std::string token =
        issuer_->Issue({.user_id = "ana", .role = role}, absl::Minutes(5), "test");
    context.AddMetadata("authorization", "Bearer " + token);
  }

  v1::GetOverviewResponse Overview() {
    grpc::ClientContext context;
    Prepare(context);
    v1::GetOverviewResponse response;
    EXPECT_TRUE(stub_->GetOverview(&context, {}, &response).ok());
    return response;
  }

  absl::Status SetLevel(v1::LogLevel level, int seconds = 0) {
    grpc::ClientContext context;
    Prepare(context);
    v1::SetLogLevelRequest request;
    request.set_level(level);
    if (seconds != 0) request.mutable_duration()->set_seconds(seconds);
    v1::SetLogLevelResponse response;
    return FromGrpc(stub_->SetLogLevel(&context, request, &response));
  }

  std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
  ProcessStateRecord state_;
  std::atomic<int> drains_{0};
  FakeAnswers answers_;

 private:
  const std::string jwks_ = Write("admin.jwks", std::string(R"({"keys":[)") + kKey + "]}");
  TokenVerifier verifier_{*JwksFile::Open(jwks_, RealClock(), {}),
                          {.audience = "test", .accept_roles = true},
                          RealClock()};
  std::unique_ptr<TokenIssuer> issuer_ =
      *TokenIssuer::FromFile(Write("admin.jwk", kKey), "operator", "", RealClock());
  Calls calls_{verifier_, *registry_};
  AdminService service_{calls_,
                        {.state = [this] { return state_.Get(); },
                         .drain = [this] { ++drains_; },
                         .flag_sources = {{"admin_calls_per_second", "command line"}},
                         .metrics = {registry_}},
                        &answers_};
  LoopbackServer server_{service_};

 protected:
  const std::unique_ptr<v1::AdminService::Stub> stub_ = v1::AdminService::NewStub(
      grpc::CreateChannel(server_.address(), grpc::InsecureChannelCredentials()));
};

TEST_F(AdminServiceTest, ShowsThePartsThatMakeTheProcessNotReady) {
  state_.SetReadiness(
      false,
      {{.name = "database", .required = true, .status = absl::UnavailableError("no connection")}});
  const v1::GetOverviewResponse overview = Overview();
  EXPECT_EQ(overview.process(), "test");
  EXPECT_FALSE(overview.ready());
  ASSERT_EQ(overview.parts_size(), 1);
  EXPECT_EQ(overview.parts(0).name(), "database");
  EXPECT_TRUE(overview.parts(0).required());
  EXPECT_FALSE(overview.parts(0).works());
  EXPECT_EQ(overview.parts(0).problem(), "no connection");
}

TEST_F(AdminServiceTest, ADrainingProcessIsNotReady) {
  state_.SetReadiness(true, {});
  EXPECT_TRUE(Overview().ready());
  state_.SetDraining();
  const v1::GetOverviewResponse overview = Overview();
  EXPECT_FALSE(overview.ready());
  EXPECT_TRUE(overview.draining());
}

TEST_F(AdminServiceTest, HasTheGaugesWithoutLabels) {
  const v1::GetOverviewResponse overview = Overview();
  ASSERT_EQ(overview.readings_size(), 1);
  EXPECT_EQ(overview.readings(0).name(), "lossy_things");
  EXPECT_EQ(overview.readings(0).value(), 7);
}

TEST_F(AdminServiceTest, RefusesACallerWhoIsNoOperator) {
  for (const Role role : {Role::kUser, Role::kService}) {
    grpc::ClientContext context;
    Prepare(context, role);
    v1::DrainResponse response;
    const grpc::Status status = stub_->Drain(&context, {}, &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  }
  EXPECT_EQ(drains_, 0);
}

TEST_F(AdminServiceTest, RefusesACallWithoutAToken) {
  grpc::ClientContext context;
  v1::DrainResponse response;
  EXPECT_EQ(stub_->Drain(&context, {}, &response).error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(drains_, 0);
}

TEST_F(AdminServiceTest, DrainsTheProcess) {
  grpc::ClientContext context;
  Prepare(context);
  v1::DrainResponse response;
  EXPECT_TRUE(stub_->Drain(&context, {}, &response).ok());
  EXPECT_EQ(drains_, 1);
}

TEST_F(AdminServiceTest, ShowsTheFlagsWithTheirSources) {
  grpc::ClientContext context;
  Prepare(context);
  v1::GetConfigurationResponse response;
  ASSERT_TRUE(stub_->GetConfiguration(&context, {}, &response).ok());
  std::map<std::string, v1::Flag> flags;
  for (const v1::Flag& flag : response.flags()) flags[flag.name()] = flag;
  EXPECT_EQ(flags["admin_calls_per_second"].value(), "50");
  EXPECT_EQ(flags["admin_calls_per_second"].source(), "command line");
}

TEST_F(AdminServiceTest, ChangesTheLogLevelAndShowsUntilWhen) {
  ASSERT_TRUE(SetLevel(v1::LOG_LEVEL_ERROR, 3600).ok());
  EXPECT_EQ(LeastLogLevel(), LogLevel::kError);
  const v1::GetOverviewResponse overview = Overview();
  EXPECT_EQ(overview.log_level(), v1::LOG_LEVEL_ERROR);
  EXPECT_TRUE(overview.has_log_level_until());
  ASSERT_TRUE(SetLevel(v1::LOG_LEVEL_INFO).ok());
  EXPECT_FALSE(Overview().has_log_level_until());
}

TEST_F(AdminServiceTest, RefusesALevelOrATimeOutsideItsRange) {
  EXPECT_TRUE(absl::IsInvalidArgument(SetLevel(v1::LOG_LEVEL_UNSPECIFIED)));
  EXPECT_TRUE(absl::IsInvalidArgument(SetLevel(static_cast<v1::LogLevel>(9))));
  EXPECT_TRUE(absl::IsInvalidArgument(SetLevel(v1::LOG_LEVEL_DEBUG, -1)));
  EXPECT_TRUE(absl::IsInvalidArgument(SetLevel(v1::LOG_LEVEL_DEBUG, 86'401)));
  EXPECT_EQ(LeastLogLevel(), LogLevel::kInfo);
}

TEST_F(AdminServiceTest, RecordsACallWhateverTheLogLevelIs) {
  ASSERT_TRUE(SetLevel(v1::LOG_LEVEL_ERROR).ok());
  FlushLog();
  testing::internal::CaptureStderr();
  grpc::ClientContext context;
  Prepare(context);
  v1::GetTopicRequest request;
  request.set_topic("video:1");
  request.set_show_payloads(true);
  v1::GetTopicResponse response;
  ASSERT_TRUE(stub_->GetTopic(&context, request, &response).ok());
  FlushLog();
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr(R"("event":"admin_called","method":"GetTopic","operator":"ana")"));
  EXPECT_THAT(log, HasSubstr(R"("target":"topic video:1 with payloads","code":"OK")"));
}

TEST_F(AdminServiceTest, AnswersUnimplementedForStateThatTheProcessLacks) {
  grpc::ClientContext context;
  Prepare(context);
  v1::ListSocketsResponse response;
  EXPECT_EQ(stub_->ListSockets(&context, {}, &response).error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(AdminServiceTest, EndsAFollowWhenTheOperatorCancels) {
  grpc::ClientContext context;
  Prepare(context);
  v1::FollowRequest request;
  request.set_topic("room:1");
  const auto stream = stub_->Follow(&context, request);
  v1::FollowResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.frame().topic(), "room:1");
  context.TryCancel();
  while (stream->Read(&response)) continue;
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(Eventually([this] { return answers_.ended.load(); }));
}

}  // namespace
}  // namespace lossy::base
