#include <atomic>
#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/log/postgres_log_fixture.h"
#include "services/notifications/log/test_events.h"

namespace lossy::notifications {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using PostgresLogSweepTest = PostgresLogTest;

TEST_F(PostgresLogSweepTest, KeepsAnEventSoLong) {
  Log({.bounds = {.history_age = absl::Minutes(10)}});
  Append("a", "1");
  Execute("UPDATE events SET at = at - interval '11 minutes'");
  Append("a", "2");
  Append("b", "1");
  EXPECT_THAT(Offsets("a"), ElementsAre(1, 2));
  Sweep();
  EXPECT_THAT(Offsets("a"), ElementsAre(2));
  Execute("UPDATE events SET at = at - interval '11 minutes' WHERE topic = 'a'");
  Sweep();
  EXPECT_THAT(Offsets("a"), IsEmpty());
  EXPECT_EQ(Count("SELECT bytes FROM topics WHERE topic = 'a'"), 0);
  EXPECT_EQ(Append("a", "3").offset(), 3);
  EXPECT_THAT(Offsets("b"), ElementsAre(1));
}

TEST_F(PostgresLogSweepTest, KeepsTheEventsOfALastingTopicLonger) {
  Log({.bounds = {.history_events = 2,
                  .history_age = absl::Minutes(10),
                  .lasting_topics = {"lasting"},
                  .lasting_events = 3,
                  .lasting_age = absl::Hours(5)}});
  for (const char* id : {"1", "2", "3", "4"}) Append("lasting", id);
  for (const char* id : {"1", "2", "3", "4"}) Append("short", id);
  Sweep();
  EXPECT_THAT(Offsets("lasting"), ElementsAre(2, 3, 4));
  EXPECT_THAT(Offsets("short"), ElementsAre(3, 4));
  Execute("UPDATE events SET at = at - interval '4 hours'");
  Sweep();
  EXPECT_THAT(Offsets("lasting"), ElementsAre(2, 3, 4));
  EXPECT_THAT(Offsets("short"), IsEmpty());
  Execute("UPDATE events SET at = at - interval '2 hours'");
  Sweep();
  EXPECT_THAT(Offsets("lasting"), IsEmpty());
}

TEST_F(PostgresLogSweepTest, ForgetsAnUnusedEmptyTopicAndThenBeginsANewEpoch) {
  Log({.bounds = {.history_age = absl::Minutes(10), .topic_age = absl::Hours(5)}});
  const v1::Position unused = Append("unused", "1");
  const v1::Position asked_for = Append("asked for", "1");
  const v1::Position full = Append("full", "1");
  Execute("UPDATE events SET at = at - interval '11 minutes' WHERE topic <> 'full'");
  Execute("UPDATE topics SET used_at = used_at - interval '6 hours'");
  EXPECT_EQ(Head("asked for").epoch(), asked_for.epoch());
  Sweep();
  Sweep();
  EXPECT_EQ(Count("SELECT count(*) FROM topics"), 2);
  EXPECT_EQ(Head("full").epoch(), full.epoch());
  EXPECT_EQ(Append("asked for", "2").offset(), 2);
  const v1::Position anew = Append("unused", "2");
  EXPECT_EQ(anew.offset(), 1);
  EXPECT_NE(anew.epoch(), unused.epoch());
}

TEST_F(PostgresLogSweepTest, TrimsAllTopicsInPortionsOfAnySize) {
  Log({.bounds = {.history_events = 2, .topics_at_once = 3}});
  for (int topic = 0; topic < 10; ++topic) {
    for (int i = 0; i < 5; ++i) Append(absl::StrCat("topic", topic), absl::StrCat(i));
  }
  Sweep();
  for (int topic = 0; topic < 10; ++topic) {
    EXPECT_THAT(Offsets(absl::StrCat("topic", topic)), ElementsAre(4, 5));
  }
  EXPECT_EQ(Count("SELECT count(*) FROM topics t WHERE bytes <> "
                  "(SELECT sum(e.bytes) FROM events e WHERE e.topic = t.topic)"),
            0);
}

// The pass through all topics, which would find these as well, waits for an hour after the first.
TEST_F(PostgresLogSweepTest, DeletesOldEventsOfOtherReplicasWithoutAPass) {
  Log({.bounds = {.history_age = absl::Milliseconds(20), .pass_pause = absl::Hours(1)}});
  Sweep();
  const auto other = OpenReplica();
  for (const char* topic : {"a", "b"}) {
    ASSERT_TRUE(other->log.Append(topic, "1", Event()).ok());
  }
  EXPECT_TRUE(base::Eventually([&] {
    Sweep();
    return Count("SELECT count(*) FROM events") == 0;
  }));
}

TEST_F(PostgresLogSweepTest, TrimsTheTopicsToWhichItAppendedWithoutAPass) {
  Log({.bounds = {.history_events = 2, .topics_at_once = 3, .pass_pause = absl::Hours(1)}});
  Sweep();
  for (int topic = 0; topic < 10; ++topic) {
    for (int i = 0; i < 5; ++i) Append(absl::StrCat("topic", topic), absl::StrCat(i));
  }
  Sweep();
  EXPECT_EQ(Count("SELECT count(*) FROM events"), 20);
}

TEST_F(PostgresLogSweepTest, FindsATopicWithoutUseInALaterPortionOfThePass) {
  Log({.bounds = {
           .topic_age = absl::Hours(5), .topics_at_once = 3, .pass_pause = absl::Milliseconds(1)}});
  Sweep();
  for (int topic = 0; topic < 10; ++topic) Head(absl::StrCat("topic", topic));
  Execute("UPDATE topics SET used_at = used_at - interval '6 hours' WHERE topic = 'topic8'");
  EXPECT_TRUE(base::Eventually([&] {
    Sweep();
    return Count("SELECT count(*) FROM topics") == 9;
  }));
}

TEST_F(PostgresLogSweepTest, AReaderFindsNoGapWhileHistoryIsTrimmed) {
  constexpr int kEvents = 400;
  Log({.bounds = {.history_events = 20}});
  std::atomic<bool> done{false};
  std::thread publisher([&] {
    for (int i = 0; i < kEvents; ++i) Append(i % 2 ? "a" : "b", absl::StrCat(i));
    done = true;
  });
  std::thread sweeper([&] {
    while (!done) Sweep();
  });
  const std::unique_ptr<Replica> other = OpenReplica({.bounds = {.history_events = 10}});
  std::thread other_sweeper([&] {
    while (!done) EXPECT_TRUE(other->log.Sweep(kFarAway).ok());
  });
  v1::Position at = Head("a");
  while (!done) {
    const absl::StatusOr<TopicLog::Range> range = log_->Read("a", at, 1000);
    if (absl::IsOutOfRange(range.status())) {
      at = Head("a");
      continue;
    }
    ASSERT_TRUE(range.ok()) << range.status();
    for (const EventPtr& event : range->events) {
      ASSERT_EQ(event->position.offset(), at.offset() + 1);
      at = event->position;
    }
    ASSERT_EQ(at.offset(), range->head.offset());
  }
  for (std::thread* thread : {&publisher, &sweeper, &other_sweeper}) thread->join();
  Sweep();
  EXPECT_LE(Offsets("a").size(), 20);
  EXPECT_EQ(Head("a").offset(), kEvents / 2);
}

}  // namespace
}  // namespace lossy::notifications
