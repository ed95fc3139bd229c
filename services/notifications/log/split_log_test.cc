#include "services/notifications/log/split_log.h"

#include "base/time/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/log/memory_log.h"
#include "services/notifications/log/test_events.h"

namespace lossy::notifications {
namespace {

using testing::ElementsAre;

class SplitLogTest : public testing::Test {
 protected:
  std::string Append(const std::string& topic, const std::string& id) {
    return log_.Append(topic, id, Event())->position.SerializeAsString();
  }

  base::FakeClock clock_;
  MemoryLog short_lived_{{}, clock_};
  MemoryLog lasting_{{}, clock_};
  SplitLog log_{{"voice:", "typing:"}, short_lived_, lasting_};
};

TEST_F(SplitLogTest, AppendsToTheLogOfTheTopicsPrefix) {
  for (const char* topic : {"voice:1", "typing:1"}) Append(topic, "1");
  EXPECT_EQ(short_lived_.topics(), 2);
  EXPECT_EQ(lasting_.topics(), 0);
  for (const char* topic : {"video:1", "voic", "a voice:1"}) Append(topic, "1");
  EXPECT_EQ(short_lived_.topics(), 2);
  EXPECT_EQ(lasting_.topics(), 3);
}

TEST_F(SplitLogTest, ReadsFromTheLogOfTheTopic) {
  for (const char* topic : {"voice:1", "video:1"}) {
    Append(topic, "1");
    EXPECT_THAT(OffsetsOf(log_, topic, absl::nullopt, 10), ElementsAre(1));
  }
}

TEST_F(SplitLogTest, ReturnsTheHeadsOfBothLogsInRequestOrder) {
  const std::string voice = Append("voice:1", "1");
  const std::string video = Append("video:1", "1");
  const absl::StatusOr<std::vector<v1::Position>> heads =
      log_.Heads({"video:1", "voice:1", "video:1"});
  ASSERT_TRUE(heads.ok()) << heads.status();
  std::vector<std::string> found;
  for (const v1::Position& head : *heads) found.push_back(head.SerializeAsString());
  EXPECT_THAT(found, ElementsAre(video, voice, video));
}

TEST_F(SplitLogTest, AnswersEventsOfBothLogsInTheirOrder) {
  const auto answers = log_.AppendAll({NewEvent("voice:1", "1"), NewEvent("video:1", "1"),
                                       NewEvent("voice:1", "2"), NewEvent("video:2", "1")});
  std::vector<std::int64_t> offsets;
  for (const auto& each : answers) offsets.push_back(each->position.offset());
  EXPECT_THAT(offsets, ElementsAre(1, 1, 2, 1));
}

TEST_F(SplitLogTest, ThePrefixedTopicsAreAPartOfTheirOwn) {
  EXPECT_EQ(log_.parts(), 2);
  EXPECT_EQ(log_.PartOf("video:1"), 0);
  EXPECT_EQ(log_.PartOf("voice:1"), 1);
  const SplitLog without_prefixes({}, short_lived_, lasting_);
  EXPECT_EQ(without_prefixes.parts(), 1);
  EXPECT_EQ(without_prefixes.PartOf("voice:1"), 0);
}

}  // namespace
}  // namespace lossy::notifications
