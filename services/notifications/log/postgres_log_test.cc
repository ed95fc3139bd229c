#include "services/notifications/log/postgres_log.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/pg/test_database.h"
#include "base/testing/eventually.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/log/postgres_log_fixture.h"
#include "services/notifications/log/test_events.h"
#include "services/notifications/log/test_log_database.h"

namespace lossy::notifications {
namespace {

using testing::ElementsAre;

TEST_F(PostgresLogTest, ContinuesWhereTheProcessBeforeItEnded) {
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

TEST(PostgresLogRestart, RefusesAtOnceWithoutTheDatabaseAndLosesNoAnsweredEvent) {
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
    ASSERT_TRUE(base::Eventually([&] { return answered > before + 50; }));
    const int refused_before = refused;
    server.Stop();
    ASSERT_TRUE(base::Eventually([&] { return refused > refused_before + kThreads; }));
    server.Start();
  }
  const int before = answered;
  ASSERT_TRUE(base::Eventually([&] { return answered > before + 50; }));
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
