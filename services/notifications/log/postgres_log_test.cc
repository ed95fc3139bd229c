#include "services/notifications/log/postgres_log.h"

#include <atomic>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/log/test_events.h"
#include "services/notifications/log/test_log_database.h"

namespace lossy::notifications {
namespace {

using base::pg::Transaction;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr absl::Duration kFarAway = absl::Seconds(60);

// Blocks until the condition holds. Pauses between two checks.
template <typename Condition>
void Await(Condition condition) {
  const absl::Time end = absl::Now() + kFarAway;
  while (!condition()) {
    ASSERT_LT(absl::Now(), end) << "it never came";
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

std::vector<std::string> Ids(TopicLog& log, const std::string& topic) {
  const absl::StatusOr<TopicLog::Range> range = log.Read(topic, absl::nullopt, 1'000'000);
  EXPECT_TRUE(range.ok()) << range.status();
  std::vector<std::string> ids;
  for (const EventPtr& event : range->events) {
    ids.push_back(event->event_id);
    EXPECT_EQ(event->position.offset(), static_cast<std::int64_t>(ids.size())) << topic;
  }
  return ids;
}

class PostgresLogTest : public testing::Test {
 protected:
  explicit PostgresLogTest(base::pg::TestDatabase& server = base::pg::TestDatabase::Shared())
      : database_(server) {}

  // Returns another replica, with connections of its own.
  struct Replica {
    Replica(base::pg::TestDatabase& server, const std::string& schema,
            const PostgresLog::Options& options)
        : database(server, schema), log(database.pool(), options, database.metrics()) {}

    TestLogDatabase database;
    PostgresLog log;
  };

  PostgresLog& Log(PostgresLog::Options options = {}) {
    if (options.append_timeout == PostgresLog::Options().append_timeout) {
      options.append_timeout = kFarAway;
    }
    PostgresLog& log = log_.emplace(database_.pool(), options, database_.metrics());
    EXPECT_TRUE(log.Migrate().ok());
    return log;
  }

  std::unique_ptr<Replica> OpenReplica(const PostgresLog::Options& options = {}) {
    auto replica = std::make_unique<Replica>(base::pg::TestDatabase::Shared(),
                                             database_.pool().options().schema, options);
    EXPECT_TRUE(replica->log.Migrate().ok());
    return replica;
  }

  v1::Position Append(const std::string& topic, const std::string& id) {
    const absl::StatusOr<TopicLog::Appended> appended = log_->Append(topic, id, Event());
    EXPECT_TRUE(appended.ok()) << appended.status();
    return appended->position;
  }

  v1::Position Head(absl::string_view topic) {
    const absl::StatusOr<std::vector<v1::Position>> heads = log_->Heads({topic});
    EXPECT_TRUE(heads.ok()) << heads.status();
    return heads->front();
  }

  std::vector<std::int64_t> Offsets(const std::string& topic) {
    return OffsetsOf(*log_, topic, absl::nullopt, 1000);
  }

  void Sweep() { EXPECT_TRUE(log_->Sweep(kFarAway).ok()); }

  std::int64_t Count(absl::string_view sql) { return database_.pool().Query(sql)->Int(0, 0); }

  void Execute(absl::string_view sql) {
    const absl::Status status = database_.pool().Query(sql).status();
    ASSERT_TRUE(status.ok()) << status;
  }

  // Holds the topic's lock while `work` runs, as an append of another replica would.
  template <typename Work>
  void WhileLocked(const std::string& topic, Work work) {
    const absl::Status status = database_.pool().Transaction([&](Transaction& transaction) {
      absl::Status locked =
          transaction.Query("SELECT FROM topics WHERE topic = $1 FOR UPDATE", {topic}).status();
      if (locked.ok()) work();
      return locked;
    });
    ASSERT_TRUE(status.ok()) << status;
  }

  void AwaitLockWait() {
    Await([this] {
      return Count(
                 "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND "
                 "application_name = current_schema()") > 0;
    });
  }

  TestLogDatabase database_;
  absl::optional<PostgresLog> log_;
};

TEST_F(PostgresLogTest, GoesOnWhereTheProcessBeforeItEnded) {
  Log();
  const v1::Position first = Append("a", "1");
  const v1::Position second = Append("a", "2");
  Log();
  EXPECT_EQ(Head("a").SerializeAsString(), second.SerializeAsString());
  EXPECT_EQ(OffsetsOf(*log_, "a", first, 10), std::vector<std::int64_t>{2});
  EXPECT_EQ(Append("a", "1").SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(Append("a", "3").SerializeAsString(), At(first, 3).SerializeAsString());
}

TEST_F(PostgresLogTest, IsUnavailableUntilItsTablesAreThere) {
  PostgresLog& log = log_.emplace(database_.pool(), PostgresLog::Options(), database_.metrics());
  EXPECT_TRUE(absl::IsUnavailable(log.Append("a", "1", Event()).status()));
  EXPECT_TRUE(absl::IsUnavailable(log.Read("a", absl::nullopt, 1).status()));
  EXPECT_TRUE(absl::IsUnavailable(log.Heads({"a"}).status()));
  EXPECT_TRUE(log.Migrate().ok());
  EXPECT_EQ(Append("a", "1").offset(), 1);
}

TEST_F(PostgresLogTest, TwoReplicasGiveEveryOffsetOnceAndSeeTheSameOrder) {
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

TEST_F(PostgresLogTest, KeepsTheOrderOfEachPublisher) {
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

TEST_F(PostgresLogTest, AppendsWhatWaitedWhileAnotherTransactionRan) {
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

TEST_F(PostgresLogTest, OneEventThatCannotBeStoredHarmsNoOther) {
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

TEST_F(PostgresLogTest, OneEventThatCannotBeStoredTakesWithItThoseOfItsTopicOnly) {
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

TEST_F(PostgresLogTest, ARepeatOfAnAppendWhoseAnswerWasLostIsTheSameEvent) {
  Log({.append_timeout = absl::Milliseconds(50)});
  const v1::Position before = Head("a");
  WhileLocked(
      "a", [this] { EXPECT_TRUE(absl::IsUnavailable(log_->Append("a", "1", Event()).status())); });
  Await([this] { return Head("a").offset() == 1; });
  Log();
  const absl::StatusOr<TopicLog::Appended> repeat = log_->Append("a", "1", Event());
  EXPECT_EQ(repeat->position.SerializeAsString(), Head("a").SerializeAsString());
  EXPECT_EQ(repeat->position.epoch(), before.epoch());
  EXPECT_EQ(repeat->event, nullptr);
  EXPECT_THAT(Offsets("a"), ElementsAre(1));
}

TEST_F(PostgresLogTest, RefusesAtOnceWhenTooMuchWaits) {
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
    Await([&] { return refused == 1; });
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(refused, 1);
  EXPECT_THAT(Offsets("a"), ElementsAre(1, 2, 3));
}

TEST_F(PostgresLogTest, KeepsAnEventSoLong) {
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

TEST_F(PostgresLogTest, KeepsTheEventsOfALastingTopicLonger) {
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

TEST_F(PostgresLogTest, ForgetsAnEmptyTopicThatNobodyAsksAboutAndThenBeginsANewEpoch) {
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

TEST_F(PostgresLogTest, TrimsAllTopicsHoweverManyItLooksAtAtOnce) {
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

TEST_F(PostgresLogTest, NobodyReadsAGapWhileHistoryIsTrimmed) {
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

TEST_F(PostgresLogTest, BeginsNewEpochsOnAServerThatMayLackTheLastCommits) {
  Log();
  const std::unique_ptr<Replica> other = OpenReplica();
  const v1::Position before = Append("a", "1");
  EXPECT_EQ(Count("SELECT count(*) FROM server WHERE identity ~ '^[0-9]+/[0-9A-F]{8}$'"), 1);
  Execute("UPDATE server SET identity = 'another'");
  EXPECT_TRUE(absl::IsOutOfRange(log_->Read("a", before, 1).status()));
  const v1::Position after = Head("a");
  EXPECT_NE(after.epoch(), before.epoch());
  const absl::StatusOr<TopicLog::Appended> appended = other->log.Append("a", "2", Event());
  EXPECT_EQ(appended->position.SerializeAsString(), At(after, 2).SerializeAsString());
}

TEST_F(PostgresLogTest, KeepsItsEpochsWhenItsRowsAreFrozenOrMoved) {
  Log();
  const v1::Position before = Append("a", "1");
  for (const char* sql : {"VACUUM FREEZE topics", "VACUUM FULL topics"}) {
    Execute(sql);
    EXPECT_EQ(Head("a").SerializeAsString(), before.SerializeAsString()) << sql;
  }
}

TEST_F(PostgresLogTest, CarriesAllEventsIntoTheNewEpochOnSuchAServer) {
  Log({.bounds = {.lasting_topics = {"edge:sockets"}}});
  for (int i = 1; i <= 3; ++i) Append("edge:sockets", absl::StrCat(i));
  Execute("UPDATE server SET identity = 'another'");
  EXPECT_THAT(Ids(*log_, "edge:sockets"), ElementsAre("1", "2", "3"));
  Sweep();
  Append("edge:sockets", "4");
  EXPECT_THAT(Ids(*log_, "edge:sockets"), ElementsAre("1", "2", "3", "4"));
}

TEST_F(PostgresLogTest, AppendsNothingToTheOldEpochOnSuchAServer) {
  Log();
  const v1::Position before = Append("a", "1");
  Execute("UPDATE server SET identity = 'another'");
  const v1::Position after = Append("a", "2");
  EXPECT_EQ(after.offset(), 2);
  EXPECT_NE(after.epoch(), before.epoch());
}

TEST(PostgresLogRestart, RefusesAtOnceWhileTheDatabaseIsAwayAndLosesNothingThatItAnswered) {
  constexpr int kThreads = 4, kTopics = 3;
  base::pg::TestDatabase server;
  TestLogDatabase database(server);
  PostgresLog log(database.pool(), {}, database.metrics());
  ASSERT_TRUE(log.Migrate().ok());

  std::atomic<bool> stop{false};
  std::atomic<int> answered{0}, refused{0};
  std::vector<std::vector<std::string>> ids(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; !stop; ++i) {
        ids[t].push_back(absl::StrCat(t, ":", i));
        // Repeats the append until it is answered, as a relay does.
        while (!log.Append(absl::StrCat("topic", i % kTopics), ids[t].back(), Event()).ok()) {
          ++refused;
          std::this_thread::yield();
        }
        ++answered;
      }
    });
  }
  for (int round = 0; round < 2; ++round) {
    const int before = answered;
    Await([&] { return answered > before + 50; });
    const int refused_before = refused;
    server.Stop();
    Await([&] { return refused > refused_before + kThreads; });
    server.Start();
  }
  const int before = answered;
  Await([&] { return answered > before + 50; });
  stop = true;
  for (std::thread& thread : threads) thread.join();

  std::multiset<std::string> logged, published;
  for (const auto& each : ids) published.insert(each.begin(), each.end());
  for (int i = 0; i < kTopics; ++i) {
    for (std::string& id : Ids(log, absl::StrCat("topic", i))) logged.insert(std::move(id));
  }
  EXPECT_EQ(logged, published);
}

}  // namespace
}  // namespace lossy::notifications
