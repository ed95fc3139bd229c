#include "services/notifications/log/memory_log.h"

#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "base/time/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/log/test_events.h"

namespace lossy::notifications {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class MemoryLogTest : public testing::Test {
 protected:
  MemoryLog& Log(const MemoryLog::Options& options = {}) { return log_.emplace(options, clock_); }

  v1::Position Append(const std::string& topic, const std::string& id, std::size_t bytes = 10) {
    absl::StatusOr<TopicLog::Appended> appended = log_->Append(topic, id, Event(bytes));
    EXPECT_TRUE(appended.ok()) << appended.status();
    return appended->position;
  }

  v1::Position Head(absl::string_view topic) { return log_->Heads({topic})->front(); }

  std::vector<std::int64_t> Offsets(const std::string& topic,
                                    const absl::optional<v1::Position>& after = absl::nullopt,
                                    int limit = 1000) {
    return OffsetsOf(*log_, topic, after, limit);
  }

  absl::Status ReadStatus(const std::string& topic, const v1::Position& after) {
    return log_->Read(topic, after, 1).status();
  }

  base::FakeClock clock_;
  absl::optional<MemoryLog> log_;
};

TEST_F(MemoryLogTest, KeepsAnEventSoLong) {
  Log({.history_age = absl::Minutes(10)});
  Append("a", "1");
  clock_.Advance(absl::Minutes(6));
  Append("a", "2");
  clock_.Advance(absl::Minutes(4));
  EXPECT_THAT(Offsets("a"), ElementsAre(1, 2));
  clock_.Advance(absl::Seconds(1));
  EXPECT_THAT(Offsets("a"), ElementsAre(2));
  clock_.Advance(absl::Minutes(6));
  EXPECT_THAT(Offsets("a"), IsEmpty());
  EXPECT_EQ(log_->bytes(), 0);
  EXPECT_EQ(Append("a", "3").offset(), 3);
}

TEST_F(MemoryLogTest, ForgetsAnEmptyTopicAndThenBeginsANewEpoch) {
  Log({.history_age = absl::Minutes(10)});
  const v1::Position before = Append("a", "1");
  clock_.Advance(absl::Minutes(11));
  log_->Sweep();
  EXPECT_EQ(log_->topics(), 1);
  clock_.Advance(absl::Minutes(11));
  log_->Sweep();
  EXPECT_EQ(log_->topics(), 0);
  const v1::Position after = Append("a", "2");
  EXPECT_EQ(after.offset(), 1);
  EXPECT_NE(after.epoch(), before.epoch());
  EXPECT_TRUE(absl::IsOutOfRange(ReadStatus("a", before)));
}

TEST_F(MemoryLogTest, KeepsATopicThatIsAskedAbout) {
  Log({.history_age = absl::Minutes(10)});
  const v1::Position head = Head("a");
  for (int i = 0; i < 10; ++i) {
    clock_.Advance(absl::Minutes(6));
    log_->Sweep();
    EXPECT_EQ(Head("a").epoch(), head.epoch());
  }
}

TEST_F(MemoryLogTest, KeepsEventsForTheirAgeThoughTheWallClockSteps) {
  Log({.history_age = absl::Minutes(10)});
  Append("a", "1");
  clock_.StepWall(absl::Hours(1));
  log_->Sweep();
  EXPECT_THAT(Offsets("a"), ElementsAre(1));
  clock_.StepWall(-absl::Hours(2));
  clock_.Advance(absl::Minutes(11));
  log_->Sweep();
  EXPECT_THAT(Offsets("a"), ElementsAre());
}

TEST_F(MemoryLogTest, RefusesATopicTooMany) {
  Log({.history_age = absl::Minutes(10), .topics = 2});
  Append("a", "1");
  Append("b", "1");
  EXPECT_TRUE(absl::IsResourceExhausted(log_->Append("c", "1", Event()).status()));
  EXPECT_TRUE(absl::IsResourceExhausted(log_->Read("c", absl::nullopt, 1).status()));
  EXPECT_TRUE(absl::IsResourceExhausted(log_->Heads({"c"}).status()));
  Append("a", "2");
  clock_.Advance(absl::Minutes(11));
  log_->Sweep();
  clock_.Advance(absl::Minutes(11));
  log_->Sweep();
  EXPECT_EQ(Append("c", "1").offset(), 1);
}

TEST_F(MemoryLogTest, AFailedEventFailsTheLaterEventsOfItsTopic) {
  Log({.bytes = 20'000});
  const auto answers = log_->AppendAll(
      {NewEvent("a", "1"), NewEvent("a", "big", 20'000), NewEvent("b", "1"), NewEvent("a", "3")});
  EXPECT_TRUE(answers[0].ok());
  EXPECT_TRUE(absl::IsResourceExhausted(answers[1].status()));
  EXPECT_TRUE(answers[2].ok());
  EXPECT_TRUE(absl::IsResourceExhausted(answers[3].status()));
}

// Tests run with topics of one shard.
std::vector<std::string> NamesInOneShard(std::size_t count) {
  std::vector<std::string> names;
  for (int i = 0; names.size() < count; ++i) {
    const std::string name = absl::StrCat("topic", i);
    if (ShardOf(name) == 0) names.push_back(name);
  }
  return names;
}

TEST_F(MemoryLogTest, TakesTheHistoryThatWasAddedToLongestAgoWhenItIsFull) {
  Log({.bytes = 10'000});
  const std::vector<std::string> names = NamesInOneShard(3);
  Append(names[0], "1", 2500);
  Append(names[1], "1", 2500);
  Append(names[0], "2", 2500);
  const v1::Position head = Head(names[1]);
  Append(names[2], "1", 2500);
  EXPECT_THAT(Offsets(names[0]), ElementsAre(1, 2));
  EXPECT_THAT(Offsets(names[1]), IsEmpty());
  EXPECT_THAT(Offsets(names[2]), ElementsAre(1));
  EXPECT_EQ(Head(names[1]).SerializeAsString(), head.SerializeAsString());
}

TEST_F(MemoryLogTest, KeepsAtMostTheAllowedBytesAndRefusesLargerEvents) {
  Log({.bytes = 20'000});
  for (int i = 0; i < 100; ++i) {
    Append(absl::StrCat("topic", i % 30), absl::StrCat(i), 500);
    EXPECT_LE(log_->bytes(), 20'000);
  }
  EXPECT_TRUE(absl::IsResourceExhausted(log_->Append("a", "big", Event(20'000)).status()));
  EXPECT_EQ(log_->bytes(), 0);
  EXPECT_EQ(Append("a", "small").offset(), 1);
}

TEST_F(MemoryLogTest, CountsItsBytesBackToZero) {
  Log({.history_age = absl::Minutes(10)});
  for (int i = 0; i < 100; ++i) Append(absl::StrCat("topic", i % 7), absl::StrCat(i % 50), i);
  EXPECT_GT(log_->bytes(), 0);
  clock_.Advance(absl::Minutes(11));
  log_->Sweep();
  EXPECT_EQ(log_->bytes(), 0);
}

TEST_F(MemoryLogTest, GivesEveryOffsetOnceWhenManyAppend) {
  Log();
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < 500; ++i) Append(i % 2 ? "a" : "b", absl::StrCat(t, ":", i));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const char* topic : {"a", "b"}) {
    const std::vector<std::int64_t> offsets = Offsets(topic);
    ASSERT_EQ(offsets.size(), 1000);
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(offsets[i], i + 1);
  }
}

}  // namespace
}  // namespace lossy::notifications
