#include "services/video/settings.h"

#include <future>
#include <limits>
#include <vector>

#include "base/error/error.h"
#include "base/pg/test_database.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "lossy/video/v1/video.pb.h"
#include "services/shared/testing/outbox_reader.h"
#include "services/video/schema.h"

namespace lossy::video {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::Contains;
using testing::Each;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

base::Caller As(const std::string& user_id) {
  return {.identity = {.user_id = user_id}, .token = {}, .request_id = "r"};
}

v1::UpdateSettingsRequest Switching(const std::string& feature, bool on) {
  v1::UpdateSettingsRequest request;
  (*request.mutable_feature_flags())[feature] = on;
  return request;
}

class SettingsTest : public testing::Test {
 protected:
  SettingsTest()
      : pool_({.url = base::pg::TestDatabase::Shared().url(), .schema = "settings"}, registry_) {
    EXPECT_TRUE(Migrate(pool_).ok());
    EXPECT_TRUE(pool_.Query("TRUNCATE user_settings, outbox, requests").ok());
    outbox_.emplace(pool_);
    settings_.emplace(pool_);
  }

  v1::Settings Get(const std::string& user_id) {
    v1::GetSettingsResponse response;
    const absl::Status status = settings_->Get(As(user_id), {}, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response.settings();
  }

  absl::Status TryUpdate(const std::string& user_id, const v1::UpdateSettingsRequest& request,
                         v1::Settings* settings) {
    v1::UpdateSettingsResponse response;
    const absl::Status status = settings_->Update(As(user_id), request, &response);
    *settings = response.settings();
    return status;
  }

  v1::Settings Update(const std::string& user_id, const v1::UpdateSettingsRequest& request) {
    v1::Settings settings;
    const absl::Status status = TryUpdate(user_id, request, &settings);
    EXPECT_TRUE(status.ok()) << status;
    return settings;
  }

  std::string Problem(const v1::UpdateSettingsRequest& request) {
    v1::Settings settings;
    return base::ToError(TryUpdate("ann", request, &settings)).message();
  }

  std::vector<v1::VideoEvent> Events(const std::string& user_id) {
    return outbox_->Events<v1::VideoEvent>("user:" + user_id);
  }

  prometheus::Registry registry_;
  base::pg::Pool pool_;
  absl::optional<services::OutboxReader> outbox_;
  absl::optional<Settings> settings_;
};

TEST_F(SettingsTest, HasDefaultsForANewUser) {
  const v1::Settings settings = Get("ann");
  EXPECT_THAT(settings.feature_flags(), SizeIs(4));
  EXPECT_THAT(settings.feature_flags(), Each(Pair(testing::_, false)));
  EXPECT_EQ(settings.min_confidence(), 0.3);
  EXPECT_FALSE(settings.has_updated_at());
}

TEST_F(SettingsTest, ChangesTheGivenSettingsOnly) {
  v1::UpdateSettingsRequest confidence;
  confidence.set_min_confidence(0.6000000000000001);
  Update("ann", confidence);
  Update("ann", Switching("phoenix_telemetry", true));
  const v1::Settings settings = Update("ann", Switching("of_another_version", true));
  EXPECT_EQ(settings.min_confidence(), 0.6);
  EXPECT_THAT(settings.feature_flags(), SizeIs(5));
  EXPECT_THAT(settings.feature_flags(), Contains(Pair("phoenix_telemetry", true)));
  EXPECT_THAT(settings.feature_flags(), Contains(Pair("phoenix_voice_session", false)));
  EXPECT_THAT(settings.feature_flags(), Contains(Pair("of_another_version", true)));
  EXPECT_TRUE(settings.has_updated_at());
  EXPECT_TRUE(MessageDifferencer::Equals(Get("ann"), settings));
  EXPECT_EQ(Get("ben").min_confidence(), 0.3);

  const absl::StatusOr<services::UserSettings> found = settings_->Find(As("ann"));
  EXPECT_EQ(found->min_confidence, 0.6);
  EXPECT_TRUE(found->features.at("phoenix_telemetry"));
}

TEST_F(SettingsTest, TakesOnlyTrueForOn) {
  ASSERT_TRUE(pool_
                  .Query("INSERT INTO user_settings (user_id, feature_flags) VALUES ($1, $2)",
                         {"ann", R"({"phoenix_telemetry": "true", "phoenix_voice_session": 1,
                                     "a": null, "b": {"c": true}, "d": true})"})
                  .ok());
  const v1::Settings settings = Get("ann");
  EXPECT_THAT(settings.feature_flags(), SizeIs(7));
  for (const auto& [name, on] : settings.feature_flags()) EXPECT_EQ(on, name == "d") << name;
}

TEST_F(SettingsTest, PublishesToTheUsersSockets) {
  const v1::Settings settings = Update("ann", Switching("phoenix_telemetry", true));
  ASSERT_THAT(Events("ann"), SizeIs(1));
  EXPECT_TRUE(MessageDifferencer::Equals(Events("ann")[0].settings_updated(), settings));
}

TEST_F(SettingsTest, ChangesOnceForARepeatedRequest) {
  v1::UpdateSettingsRequest request = Switching("phoenix_telemetry", true);
  request.set_request_id("once");
  const v1::Settings first = Update("ann", request);
  Update("ann", Switching("phoenix_telemetry", false));
  EXPECT_TRUE(MessageDifferencer::Equals(Update("ann", request), first));
  EXPECT_FALSE(Get("ann").feature_flags().at("phoenix_telemetry"));
  EXPECT_THAT(Events("ann"), SizeIs(2));
}

TEST_F(SettingsTest, LosesNoChangeOfManyAtOnceEvenOfTheFirst) {
  std::vector<std::future<void>> all;
  all.reserve(6);
  for (int i = 0; i < 6; ++i) {
    all.push_back(std::async(std::launch::async, [this, i] {
      EXPECT_TRUE(Update("ann", Switching("f" + std::to_string(i), true))
                      .feature_flags()
                      .at("f" + std::to_string(i)));
    }));
  }
  for (std::future<void>& one : all) one.get();
  const v1::Settings settings = Get("ann");
  EXPECT_THAT(settings.feature_flags(), SizeIs(10));
  ASSERT_THAT(Events("ann"), SizeIs(6));
  EXPECT_TRUE(MessageDifferencer::Equals(Events("ann").back().settings_updated(), settings));
}

TEST_F(SettingsTest, NamesTheFieldThatIsWrong) {
  v1::UpdateSettingsRequest request;
  EXPECT_EQ(Problem(request), "feature_flags or min_confidence is required");
  for (double confidence : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    request.set_min_confidence(confidence);
    EXPECT_EQ(Problem(request), "min_confidence must be between 0 and 1");
  }
  for (const std::string& name : {std::string(), std::string(65, 'x'), std::string("a\0b", 3)}) {
    EXPECT_EQ(Problem(Switching(name, true)),
              "feature_flags must have names of 1 to 64 bytes, without control characters");
  }
  request = Switching("a", true);
  request.set_request_id(std::string(65, 'x'));
  EXPECT_EQ(Problem(request), "request_id must be at most 64 bytes");
  EXPECT_THAT(Events("ann"), IsEmpty());
}

TEST_F(SettingsTest, KeepsNoMoreFeaturesThanItMay) {
  v1::UpdateSettingsRequest request;
  for (int i = 0; i < 60; ++i) (*request.mutable_feature_flags())[std::to_string(i)] = true;
  EXPECT_THAT(Update("ann", request).feature_flags(), SizeIs(64));
  EXPECT_EQ(Problem(Switching("one more", true)), "feature_flags must be at most 64");
  EXPECT_THAT(Get("ann").feature_flags(), SizeIs(64));
  EXPECT_FALSE(Update("ann", Switching("0", false)).feature_flags().at("0"));
}

TEST_F(SettingsTest, ReturnsTheSettingsOfSeveralUsersInTheirOrder) {
  Update("ann", Switching("one", true));
  Update("ben", Switching("two", true));
  v1::BatchGetSettingsRequest request;
  for (const char* user : {"ben", "new", "ann", "ben"}) request.add_user_ids(user);
  v1::BatchGetSettingsResponse response;
  base::Caller notes = As("notes");
  notes.identity.role = base::Role::kService;
  EXPECT_TRUE(settings_->BatchGet(notes, request, &response).ok());
  ASSERT_EQ(response.settings_size(), 4);
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(MessageDifferencer::Equals(response.settings(i), Get(request.user_ids(i)))) << i;
  }
}

TEST_F(SettingsTest, ReturnsTheSettingsOfSeveralUsersToServicesOnly) {
  v1::BatchGetSettingsRequest request;
  request.add_user_ids("ann");
  v1::BatchGetSettingsResponse response;
  EXPECT_TRUE(absl::IsPermissionDenied(settings_->BatchGet(As("ann"), request, &response)));
}

TEST_F(SettingsTest, RejectsTooManyUsersAndInvalidOnes) {
  base::Caller notes = As("notes");
  notes.identity.role = base::Role::kService;
  const auto problem = [&](const v1::BatchGetSettingsRequest& request) {
    v1::BatchGetSettingsResponse response;
    return base::ToError(settings_->BatchGet(notes, request, &response)).message();
  };
  v1::BatchGetSettingsRequest request;
  EXPECT_EQ(problem(request), "user_ids is required");
  request.add_user_ids("");
  EXPECT_EQ(problem(request), "user_ids must have 1 to 255 bytes each, without control characters");
  request.set_user_ids(0, "ann");
  for (int i = 0; i < 1000; ++i) request.add_user_ids("ann");
  EXPECT_EQ(problem(request), "user_ids must be at most 1,000");
}

TEST_F(SettingsTest, TakesANameThatJsonWouldMisread) {
  const std::string name = R"(a"b\u0000é)";
  EXPECT_THAT(Update("ann", Switching(name, true)).feature_flags(), Contains(Pair(name, true)));
}

}  // namespace
}  // namespace lossy::video
