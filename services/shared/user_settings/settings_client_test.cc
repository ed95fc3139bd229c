#include "services/shared/user_settings/settings_client.h"

#include <future>
#include <memory>
#include <string>

#include "base/rpc/calls.h"
#include "base/rpc/channel.h"
#include "base/testing/loopback_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/shared/testing/test_identity.h"

namespace lossy::services {
namespace {

using testing::ElementsAre;
using testing::Pair;

// Returns 0.7 for ann, and empty settings for other users, after `gate` is ready.
class SettingsServer final : public video::v1::SettingsService::Service {
 public:
  explicit SettingsServer(base::TokenVerifier& verifier) : calls_(verifier, registry_) {}

  std::string address() const { return server_.address(); }
  void Stop() { server_.Stop(); }

  grpc::Status GetSettings(grpc::ServerContext* context, const video::v1::GetSettingsRequest*,
                           video::v1::GetSettingsResponse* response) override {
    return calls_.Run(*context, "GetSettings", [&](const base::Caller& caller) {
      if (gate.valid()) gate.wait();
      if (caller.identity.user_id == "ann") {
        response->mutable_settings()->set_min_confidence(0.7);
        (*response->mutable_settings()->mutable_feature_flags())["phoenix_telemetry"] = true;
      }
      return absl::OkStatus();
    });
  }

  // With `answers_batches`, returns 0.8 for ann and 0.9 for other users.
  grpc::Status BatchGetSettings(grpc::ServerContext* context,
                                const video::v1::BatchGetSettingsRequest* request,
                                video::v1::BatchGetSettingsResponse* response) override {
    if (!answers_batches) return grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "");
    return calls_.Run(*context, "BatchGetSettings", [&](const base::Caller& caller) {
      EXPECT_EQ(caller.identity.role, base::Role::kService);
      EXPECT_EQ(caller.identity.user_id, "settings");
      for (int i = 0; i < request->user_ids_size(); ++i) {
        response->add_settings()->set_min_confidence(request->user_ids(i) == "ann" ? 0.8 : 0.9);
      }
      if (lacks_one) response->mutable_settings()->RemoveLast();
      return absl::OkStatus();
    });
  }

  bool answers_batches = false;   // As a service of the version before.
  bool lacks_one = false;         // The answer is one too short.
  std::shared_future<void> gate;  // If valid, delays every answer until it is ready.

 private:
  prometheus::Registry registry_;
  base::Calls calls_;
  base::LoopbackServer server_{*this};
};

class SettingsClientTest : public testing::Test {
 protected:
  absl::StatusOr<UserSettings> Find(const std::string& user_id,
                                    absl::Duration limit = absl::Seconds(30)) {
    SettingsClient client(base::OpenChannel(server_.address(), "video"), identity_, limit);
    return client.Find({.identity = {.user_id = user_id}});
  }

  const base::InternalIdentity identity_ = NewTestIdentity();
  SettingsServer server_{*identity_.verifier};
};

TEST_F(SettingsClientTest, AsksForAllUsersOnItsOwnBehalf) {
  server_.answers_batches = true;
  EXPECT_EQ(Find("ann")->min_confidence, 0.8);
  EXPECT_EQ(Find("ben")->min_confidence, 0.9);
}

TEST_F(SettingsClientTest, RejectsAnAnswerForOtherUsers) {
  server_.answers_batches = true;
  server_.lacks_one = true;
  EXPECT_TRUE(absl::IsInternal(Find("ann").status()));
}

TEST_F(SettingsClientTest, AsksAServiceOfTheVersionBeforeOnBehalfOfTheUser) {
  const absl::StatusOr<UserSettings> ann = Find("ann");
  ASSERT_TRUE(ann.ok()) << ann.status();
  EXPECT_EQ(ann->min_confidence, 0.7);
  EXPECT_THAT(ann->features, ElementsAre(Pair("phoenix_telemetry", true)));
  EXPECT_EQ(Find("ben")->min_confidence, 0);
}

TEST_F(SettingsClientTest, FailsWhileTheServiceIsDown) {
  server_.Stop();
  EXPECT_TRUE(absl::IsUnavailable(Find("ann").status()));
}

TEST_F(SettingsClientTest, WaitsNoLongerThanItsLimit) {
  std::promise<void> open;
  server_.gate = open.get_future();
  EXPECT_TRUE(absl::IsDeadlineExceeded(Find("ann", absl::Milliseconds(50)).status()));
  open.set_value();
}

}  // namespace
}  // namespace lossy::services
