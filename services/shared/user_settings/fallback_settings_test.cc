#include "services/shared/user_settings/fallback_settings.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/shared/user_settings/fake_user_settings.h"

namespace lossy::services {
namespace {

using testing::Each;
using testing::Pair;
using testing::SizeIs;

class FallbackSettingsTest : public testing::Test {
 protected:
  double MinConfidence(const std::string& user_id) {
    return settings_.Get({.identity = {.user_id = user_id}}).min_confidence;
  }

  FakeSettings source_;
  FallbackSettings settings_{source_, /*users=*/2};
};

TEST_F(FallbackSettingsTest, HasAllFeaturesOffByDefault) {
  const UserSettings settings = settings_.Get({.identity = {.user_id = "ann"}});
  EXPECT_THAT(settings.features, SizeIs(4));
  EXPECT_THAT(settings.features, Each(Pair(testing::_, false)));
  EXPECT_EQ(settings.min_confidence, 0.3);
}

TEST_F(FallbackSettingsTest, SeesAChangeImmediately) {
  source_.chosen["ann"].min_confidence = 0.6;
  EXPECT_EQ(MinConfidence("ann"), 0.6);
  source_.chosen["ann"].min_confidence = 0.7;
  EXPECT_EQ(MinConfidence("ann"), 0.7);
  EXPECT_EQ(MinConfidence("ben"), 0.3);
}

TEST_F(FallbackSettingsTest, ReturnsTheLastSettingsWhileTheSourceFails) {
  source_.chosen["ann"].min_confidence = 0.6;
  EXPECT_EQ(MinConfidence("ann"), 0.6);
  source_.unavailable = true;
  EXPECT_EQ(MinConfidence("ann"), 0.6);
  EXPECT_EQ(MinConfidence("ben"), 0.3);
}

TEST_F(FallbackSettingsTest, RemembersOnlyTheMaximum) {
  for (const char* user : {"ann", "ben", "cal"}) {
    source_.chosen[user].min_confidence = 0.6;
    EXPECT_EQ(MinConfidence(user), 0.6);
  }
  source_.unavailable = true;
  EXPECT_EQ(MinConfidence("ann"), 0.3);
  EXPECT_EQ(MinConfidence("cal"), 0.6);
}

}  // namespace
}  // namespace lossy::services
