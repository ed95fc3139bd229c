#include <atomic>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/testing/eventually.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/log/postgres_log.h"
#include "services/notifications/log/postgres_log_fixture.h"
#include "services/notifications/log/test_events.h"

namespace lossy::notifications {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using PostgresLogAppendTest = PostgresLogTest;

TEST_F(PostgresLogAppendTest, TwoReplicasGiveEveryOffsetOnceAndSeeTheSameOrder) {
  constexpr int kThreads = 3, kTopics = 5, kEvents = 150;
  Log();
  const std::unique_ptr<Replica> other = OpenReplica();
  std::atomic<int> fresh{0};
  std::vector<std::thread> threads;
  for (PostgresLog* log : {&*log_, &other->log}) {
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, log, t] {
        for (int i = 0; i < kEvents; ++i) {
          // Both replicas receive each event.
          const absl::StatusOr<TopicLog::Appended> appended =
              log->Append(absl::StrCat("topic", i % kTopics), absl::StrCat(t, ":", i), Event());
          ASSERT_TRUE(appended.ok()) << appended.status();
          fresh += appended->event != nullptr;
        }
      });
    }
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(fresh, kThreads * kEvents);
  for (int i = 0; i < kTopics; ++i) {
    const std::string topic = absl::StrCat("topic", i);
    const std::vector<std::string> ids = Ids(*log_, topic);
    EXPECT_EQ(ids, Ids(other->log, topic));
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), kThreads * kEvents / kTopics);
  }
}

// The commit that makes a topic does not wait for the disk. Its followers must receive the next
// event, although a crash of the server has lost the topic meanwhile.
TEST_F(PostgresLogAppendTest, ALostTopicWithoutEventsIsMadeAgainWithItsEpoch) {
  Log();
  const v1::Position followed = Head("a");
  Execute("DELETE FROM topics");
  const v1::Position first = Append("a", "1");
  EXPECT_EQ(first.epoch(), followed.epoch());
  EXPECT_EQ(first.offset(), 1);
  const absl::StatusOr<TopicLog::Range> missed = log_->Read("a", followed, 10);
  ASSERT_TRUE(missed.ok()) << missed.status();
  EXPECT_EQ(missed->events.size(), 1u);
}

TEST_F(PostgresLogAppendTest, ALostTopicWithEventsGetsAnotherEpoch) {
  Log();
  const v1::Position first = Append("a", "1");
  Execute("DELETE FROM events");
  Execute("DELETE FROM topics");
  EXPECT_NE(Append("a", "2").epoch(), first.epoch());
}

TEST_F(PostgresLogAppendTest, KeepsTheOrderOfEachPublisher) {
  constexpr int kPublishers = 8, kEvents = 50;
  Log();
  std::vector<std::thread> threads;
  for (int p = 0; p < kPublishers; ++p) {
    threads.emplace_back([&, p] {
      std::int64_t last = 0;
      for (int i = 0; i < kEvents; ++i) {
        const std::int64_t offset = Append("a", absl::StrCat(p, ":", i)).offset();
        EXPECT_GT(offset, last);
        last = offset;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Ids(*log_, "a").size(), kPublishers * kEvents);
}

TEST_F(PostgresLogAppendTest, AppendsTheEventsThatWaitedForATransaction) {
  Log({.writers = 1});
  for (const char* topic : {"held", "a", "b"}) Append(topic, "0");
  std::vector<std::thread> threads;
  WhileLocked("held", [&] {
    threads.emplace_back([this] { Append("held", "1"); });
    AwaitLockWait();
    for (const char* id : {"1", "2", "3"}) {
      for (const char* topic : {"a", "b"}) {
        threads.emplace_back([this, topic, id] { Append(topic, id); });
      }
    }
    // The same event twice, in one transaction or in two.
    threads.emplace_back([this] { Append("a", "3"); });
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(Offsets("a"), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(Offsets("b"), ElementsAre(1, 2, 3, 4));
}

TEST_F(PostgresLogAppendTest, OneEventThatCannotBeStoredHarmsNoOther) {
  Log({.writers = 1});
  Append("held", "0");
  std::vector<std::thread> threads;
  WhileLocked("held", [&] {
    threads.emplace_back([this] { Append("held", "1"); });
    AwaitLockWait();
    threads.emplace_back([this] { Append("a", "1"); });
    threads.emplace_back([this] {
      const std::string no_text("\0", 1);
      EXPECT_FALSE(log_->Append("b", no_text, Event()).ok());
    });
    threads.emplace_back([this] { Append("c", "1"); });
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(Offsets("a"), ElementsAre(1));
  EXPECT_THAT(Offsets("b"), IsEmpty());
  EXPECT_THAT(Offsets("c"), ElementsAre(1));
}

TEST_F(PostgresLogAppendTest, OneEventThatCannotBeStoredTakesWithItThoseOfItsTopicOnly) {
  Log({.writers = 1});
  const std::string no_text("\0", 1);
  const auto answers =
      log_->AppendAll({NewEvent("a", "1"), NewEvent("b", "1"), NewEvent("a", no_text),
                       NewEvent("b", "2"), NewEvent("a", "3")});
  EXPECT_FALSE(answers[0].ok());
  EXPECT_TRUE(answers[1].ok());
  EXPECT_FALSE(answers[2].ok());
  EXPECT_TRUE(answers[3].ok());
  EXPECT_FALSE(answers[4].ok());
  EXPECT_THAT(Offsets("a"), IsEmpty());
  EXPECT_THAT(Offsets("b"), ElementsAre(1, 2));
}

TEST_F(PostgresLogAppendTest, ARepeatedAppendAfterALostAnswerIsTheSameEvent) {
  Log({.append_timeout = absl::Milliseconds(50)});
  const v1::Position before = Head("a");
  WhileLocked(
      "a", [this] { EXPECT_TRUE(absl::IsUnavailable(log_->Append("a", "1", Event()).status())); });
  ASSERT_TRUE(base::Eventually([this] { return Head("a").offset() == 1; }));
  Log();
  const absl::StatusOr<TopicLog::Appended> repeat = log_->Append("a", "1", Event());
  EXPECT_EQ(repeat->position.SerializeAsString(), Head("a").SerializeAsString());
  EXPECT_EQ(repeat->position.epoch(), before.epoch());
  EXPECT_EQ(repeat->event, nullptr);
  EXPECT_THAT(Offsets("a"), ElementsAre(1));
}

TEST_F(PostgresLogAppendTest, AnEventThatAnotherTransactionAppendsMeanwhileIsARepeat) {
  Log({.writers = 1});
  for (const char* topic : {"a", "b"}) Append(topic, "0");
  std::vector<absl::StatusOr<TopicLog::Appended>> answers;
  std::thread appends;
  const absl::Status status = database_.pool().Transaction([&](base::pg::Transaction& transaction) {
    const absl::Status advanced =
        transaction.Query("UPDATE topics SET head = 2 WHERE topic = 'a'").status();
    if (!advanced.ok()) return advanced;
    appends =
        std::thread([&] { answers = log_->AppendAll({NewEvent("b", "1"), NewEvent("a", "1")}); });
    AwaitLockWait();
    return transaction
        .Query(
            "INSERT INTO events (topic, \"offset\", event_id, event, bytes, at) "
            "SELECT topic, 2, '1', event, bytes, at FROM events WHERE topic = 'a'")
        .status();
  });
  appends.join();
  ASSERT_TRUE(status.ok()) << status;
  ASSERT_TRUE(answers[0].ok()) << answers[0].status();
  ASSERT_TRUE(answers[1].ok()) << answers[1].status();
  EXPECT_EQ(answers[1]->event, nullptr);
  EXPECT_EQ(answers[1]->position.offset(), 2);
  EXPECT_THAT(Offsets("a"), ElementsAre(1, 2));
  EXPECT_THAT(Offsets("b"), ElementsAre(1, 2));
}

TEST_F(PostgresLogAppendTest, AppendsABatchWithOneStatement) {
  constexpr int kBatches = 20;
  Log({.writers = 1});
  const auto append = [this](int batch) {
    const auto id = [batch](int event) { return absl::StrCat(batch, ":", event); };
    for (const auto& answer :
         log_->AppendAll({NewEvent("a", id(1)), NewEvent("a", id(2)), NewEvent("a", id(3))})) {
      ASSERT_TRUE(answer.ok()) << answer.status();
    }
  };
  // The pool lends the same connection each time.
  const auto executed = [this] {
    return Count("SELECT sum(generic_plans + custom_plans) FROM pg_prepared_statements");
  };
  append(0);
  executed();
  const std::int64_t before = executed();
  for (int i = 1; i <= kBatches; ++i) append(i);
  EXPECT_EQ(executed() - before, kBatches + 1);  // The last is the count itself.
}

TEST_F(PostgresLogAppendTest, RefusesAtOnceWhenTooMuchWaits) {
  Log({.writer = {.queue_events = 1}, .writers = 1});
  Append("a", "0");
  std::vector<std::thread> threads;
  std::atomic<int> refused{0};
  WhileLocked("a", [&] {
    threads.emplace_back([this] { Append("a", "1"); });
    AwaitLockWait();
    for (const char* id : {"2", "3"}) {
      threads.emplace_back(
          [&, id] { refused += absl::IsUnavailable(log_->Append("a", id, Event()).status()); });
    }
    ASSERT_TRUE(base::Eventually([&] { return refused == 1; }));
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(refused, 1);
  EXPECT_THAT(Offsets("a"), ElementsAre(1, 2, 3));
}

}  // namespace
}  // namespace lossy::notifications
