#include "services/notifications/log/log_placement.h"

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace lossy::notifications {
namespace {

// A change of these numbers would move the topics of every installation.
TEST(LogPlacementTest, ATopicAlwaysHasTheSamePlace) {
  EXPECT_EQ(PlaceOf("video:1", 2, {}), 1);
  EXPECT_EQ(PlaceOf("video:2", 2, {}), 0);
  EXPECT_EQ(PlaceOf("session:1", 2, {}), 1);
  EXPECT_EQ(PlaceOf("user:ä", 3, {}), 1);
  EXPECT_EQ(PlaceOf("video:4", 3, {}), 2);
  EXPECT_EQ(PlaceOf("video:1", 7, {}), 6);
  EXPECT_EQ(PlaceOf("", 7, {}), 1);
}

TEST(LogPlacementTest, OneDatabaseHasAllTopics) {
  for (const char* topic : {"a", "b", "video:1"}) EXPECT_EQ(PlaceOf(topic, 1, {}), 0);
}

TEST(LogPlacementTest, TheFirstDatabaseHasTheListedTopics) {
  const std::vector<std::string> first_topics = {"video:1"};
  EXPECT_EQ(PlaceOf("video:1", 2, first_topics), 0);
  EXPECT_EQ(PlaceOf("video:3", 2, first_topics), 1);
}

TEST(LogPlacementTest, EachDatabaseHasAboutTheSameNumberOfTopics) {
  std::array<int, 3> topics{};
  for (int i = 0; i < 3000; ++i) ++topics[PlaceOf(absl::StrCat("video:", i), topics.size(), {})];
  for (const int count : topics) EXPECT_NEAR(count, 1000, 50);
}

}  // namespace
}  // namespace lossy::notifications
