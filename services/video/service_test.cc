#include "services/video/service.h"

#include "base/error/error.h"
#include "base/pg/test_database.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"
#include "services/shared/testing/outbox_reader.h"
#include "services/shared/testing/test_identity.h"
#include "services/shared/user_settings/fake_user_settings.h"
#include "services/video/schema.h"
#include "services/video/settings_service.h"

namespace lossy::video {
namespace {

using google::protobuf::util::MessageDifferencer;

// Tests both services of the process over gRPC.
class ServiceTest : public testing::Test {
 protected:
  ServiceTest()
      : limiter_({.running = 1, .waiting = 0}, registry_),
        calls_(*identity_.verifier, registry_, nullptr, nullptr, &limiter_),
        pool_({.url = base::pg::TestDatabase::Shared().url(), .schema = "video_service"},
              registry_) {
    EXPECT_TRUE(Migrate(pool_).ok());
    outbox_.emplace(pool_);
    videos_.emplace(pool_);
    settings_.emplace(pool_);
    service_.emplace(calls_, *videos_, chosen_);
    settings_service_.emplace(calls_, *settings_);
    grpc::ServerBuilder builder;
    builder.RegisterService(&*service_);
    builder.RegisterService(&*settings_service_);
    server_ = builder.BuildAndStart();
  }

  // Calls as ann.
  template <typename Stub, typename Request, typename Response>
  absl::Status Call(Stub& stub,
                    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request, Response* response) {
    base::Caller caller{.identity = {.user_id = "ann", .device_id = "d1", .role = role_}};
    caller.token = identity_.issuer->Issue(caller.identity, absl::Minutes(5));
    grpc::ClientContext context;
    base::Propagate(caller, absl::Seconds(30), context);
    return base::FromGrpc((stub.*method)(&context, request, response));
  }

  base::Role role_ = base::Role::kUser;
  const base::InternalIdentity identity_ = services::NewTestIdentity();
  prometheus::Registry registry_;
  base::UserCallLimiter limiter_;
  base::Calls calls_;
  base::pg::Pool pool_;
  services::FakeSettings chosen_;
  absl::optional<services::OutboxReader> outbox_;
  absl::optional<Videos> videos_;
  absl::optional<Settings> settings_;
  absl::optional<Service> service_;
  absl::optional<SettingsService> settings_service_;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(ServiceTest, AnswersAJoinWithTheUsersSettings) {
  using Stub = v1::VideoService::Stub;
  const std::unique_ptr<Stub> stub = v1::VideoService::NewStub(server_->InProcessChannel({}));
  chosen_.chosen["ann"].min_confidence = 0.6;
  chosen_.chosen["ann"].features["phoenix_voice_session"] = true;
  v1::JoinVideoMetaResponse joined;
  ASSERT_TRUE(Call(*stub, &Stub::JoinVideoMeta, v1::JoinVideoMetaRequest(), &joined).ok());
  EXPECT_EQ(joined.scope().type(), "meta");
  EXPECT_EQ(joined.user_id(), "ann");
  EXPECT_EQ(joined.device_id(), "d1");
  EXPECT_EQ(joined.min_confidence(), 0.6);
  EXPECT_TRUE(joined.features().at("phoenix_voice_session"));
  EXPECT_FALSE(joined.features().at("phoenix_telemetry"));
}

TEST_F(ServiceTest, StoresTheUsersSettings) {
  using Stub = v1::SettingsService::Stub;
  const std::unique_ptr<Stub> stub = v1::SettingsService::NewStub(server_->InProcessChannel({}));
  v1::UpdateSettingsRequest update;
  update.set_min_confidence(0.5);
  v1::UpdateSettingsResponse updated;
  ASSERT_TRUE(Call(*stub, &Stub::UpdateSettings, update, &updated).ok());
  v1::GetSettingsResponse got;
  ASSERT_TRUE(Call(*stub, &Stub::GetSettings, v1::GetSettingsRequest(), &got).ok());
  EXPECT_TRUE(MessageDifferencer::Equals(got.settings(), updated.settings()));
  grpc::ClientContext nobody;
  EXPECT_EQ(stub->GetSettings(&nobody, {}, &got).error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(ServiceTest, RefusesAUserWithTooManyCallsButNoServiceThatCallsForThem) {
  using Stub = v1::VideoService::Stub;
  const std::unique_ptr<Stub> stub = v1::VideoService::NewStub(server_->InProcessChannel({}));
  const auto running = limiter_.Acquire("ann", absl::InfiniteFuture());
  v1::GetUsageResponse usage;
  const absl::Status refused = Call(*stub, &Stub::GetUsage, v1::GetUsageRequest(), &usage);
  EXPECT_EQ(base::ToError(refused).reason(), channel::v1::REASON_RATE_LIMITED);
  EXPECT_GT(base::ToError(refused).retry_after_ms(), 0);
  role_ = base::Role::kService;
  EXPECT_TRUE(Call(*stub, &Stub::GetUsage, v1::GetUsageRequest(), &usage).ok());
}

}  // namespace
}  // namespace lossy::video
