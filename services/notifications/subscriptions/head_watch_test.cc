#include "services/notifications/subscriptions/head_watch.h"

#include "absl/strings/str_cat.h"
#include "base/time/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/bus/local_bus.h"
#include "services/notifications/events/shard.h"
#include "services/notifications/log/faulty_log.h"

namespace lossy::notifications {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

class HeadWatchTest : public testing::Test {
 protected:
  HeadWatchTest() {
    for (const char* name : {"a", "b", "c"}) topics_.FindOrMake(name);
    log_.changes = TopicLog::Changes{};
  }

  static std::vector<std::string> NamesOf(const HeadWatch::Due& due) {
    std::vector<std::string> names;
    for (const std::shared_ptr<HubTopic>& topic : due.topics) names.push_back(topic->name);
    return names;
  }

  // Returns the topics of the next comparison, which succeeds.
  std::vector<std::string> Next() {
    const absl::StatusOr<HeadWatch::Due> due = watch_.Next();
    EXPECT_TRUE(due.ok()) << due.status();
    watch_.Checked(*due);
    return NamesOf(*due);
  }

  base::FakeClock clock_;
  FaultyLog log_{clock_};
  LocalBus bus_;
  HubTopics topics_{bus_};
  HeadWatch watch_{log_, topics_, absl::Hours(1)};
};

TEST_F(HeadWatchTest, ReturnsTheFollowedTopicsThatChanged) {
  log_.changes->topics = {"b", "not followed"};
  EXPECT_THAT(Next(), UnorderedElementsAre("b"));
  log_.changes->topics = {};
  EXPECT_THAT(Next(), IsEmpty());
}

TEST_F(HeadWatchTest, ReturnsAllTopicsWithAPrefix) {
  log_.changes->prefixes = {"b", "x"};
  EXPECT_THAT(Next(), UnorderedElementsAre("b"));
  log_.changes->prefixes = {""};
  EXPECT_THAT(Next(), UnorderedElementsAre("a", "b", "c"));
}

TEST_F(HeadWatchTest, ReturnsASuspectUntilItIsCompared) {
  watch_.Suspect("c");
  const absl::StatusOr<HeadWatch::Due> due = watch_.Next();
  ASSERT_TRUE(due.ok()) << due.status();
  EXPECT_THAT(NamesOf(*due), UnorderedElementsAre("c"));
  watch_.Failed(*due);
  EXPECT_THAT(Next(), UnorderedElementsAre("c"));
  EXPECT_THAT(Next(), IsEmpty());
}

TEST_F(HeadWatchTest, KeepsItsSuspectsDuringAnOutageOfTheLog) {
  watch_.Suspect("c");
  log_.failure = absl::UnavailableError("away");
  EXPECT_TRUE(absl::IsUnavailable(watch_.Next().status()));
  log_.failure = absl::OkStatus();
  EXPECT_THAT(Next(), UnorderedElementsAre("c"));
}

TEST_F(HeadWatchTest, AsksForTheChangesSinceTheLastComparisonThatSucceeded) {
  log_.changes->mark.transaction = 7;
  const absl::StatusOr<HeadWatch::Due> failed = watch_.Next();
  ASSERT_TRUE(failed.ok()) << failed.status();
  watch_.Failed(*failed);
  EXPECT_EQ(log_.mark.transaction, 0);
  Next();
  EXPECT_EQ(log_.mark.transaction, 0);
  Next();
  EXPECT_EQ(log_.mark.transaction, 7);
}

TEST_F(HeadWatchTest, ReturnsEachTopicOnceInAPass) {
  HeadWatch watch(log_, topics_, absl::ZeroDuration());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kShards; ++i) {
    const absl::StatusOr<HeadWatch::Due> due = watch.Next();
    ASSERT_TRUE(due.ok()) << due.status();
    for (const std::string& name : NamesOf(*due)) names.push_back(name);
  }
  EXPECT_THAT(names, UnorderedElementsAre("a", "b", "c"));
}

}  // namespace
}  // namespace lossy::notifications
