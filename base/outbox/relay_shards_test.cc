#include <atomic>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/outbox/one_by_one.h"
#include "base/outbox/relay_fixture.h"
#include "base/pg/test_database.h"
#include "base/pg/test_plans.h"
#include "base/sync/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::IsEmpty;

// One replica of a service: a relay with a pool of its own.
struct Replica {
  Replica(const std::string& schema, Relay::Handler handler)
      : pool({.url = pg::TestDatabase::Shared().url(), .schema = schema, .size = 1}, registry),
        relay(pool, {{std::string(kPublish), std::move(handler)}}, {}, registry) {}

  prometheus::Registry registry;
  pg::Pool pool;
  Relay relay;
};

class RelayShardsTest : public RelayTest {
 protected:
  std::unique_ptr<Replica> Start(Relay::Handler handler) {
    return std::make_unique<Replica>(Schema(), std::move(handler));
  }

  // Starts a replica whose handler accepts all items.
  std::unique_ptr<Replica> StartAccepting() {
    return Start(OneByOne([](const Outgoing&) { return absl::OkStatus(); }));
  }

  // True when as many sessions lead all shards, and each at least one.
  bool Lead(int sessions) {
    return Becomes(absl::StrCat("SELECT count(*) = 16 AND count(DISTINCT pid) = ", sessions,
                                " FROM pg_locks WHERE classid = 7310424")
                       .c_str());
  }
};

TEST_F(RelayShardsTest, OneReplicaLeadsAllShards) {
  const auto only = StartAccepting();
  EXPECT_TRUE(Lead(1));
}

TEST_F(RelayShardsTest, ANewReplicaGetsItsShare) {
  const auto first = StartAccepting();
  ASSERT_TRUE(Lead(1));
  const auto second = StartAccepting();
  EXPECT_TRUE(Becomes(kTwoLeadHalf));
  const auto third = StartAccepting();
  EXPECT_TRUE(
      Becomes("SELECT count(*) = 3 AND min(led) = 5 AND max(led) = 6 FROM (SELECT count(*) AS led "
              "FROM pg_locks WHERE classid = 7310424 GROUP BY pid) AS leaders"));
}

TEST_F(RelayShardsTest, AReplicaTakesTheShardsOfOneThatStopped) {
  const auto first = StartAccepting();
  auto second = StartAccepting();
  ASSERT_TRUE(Becomes(kTwoLeadHalf));
  second.reset();
  EXPECT_TRUE(Lead(1));
}

// The session of a replica that failed has ended. This one hangs, so that it does not join again.
TEST_F(RelayShardsTest, AReplicaDeliversTheItemsOfOneThatFailed) {
  std::promise<void> end;
  std::shared_future<void> ends(end.get_future());
  std::promise<void> hangs;
  std::atomic<bool> stuck{false};
  const auto dead = Start([&](absl::Span<const Outgoing> batch) {
    if (!stuck.exchange(true)) hangs.set_value();
    ends.wait();
    return std::vector<absl::Status>(batch.size(), absl::UnavailableError("it ends"));
  });
  ASSERT_TRUE(Lead(1));
  const absl::StatusOr<pg::Rows> session =
      pool_.Query("SELECT DISTINCT pid FROM pg_locks WHERE classid = 7310424");
  ASSERT_TRUE(session.ok());
  constexpr int kTopics = 40;
  for (int i = 0; i < kTopics; ++i) QueueText(absl::StrCat("topic ", i), "1");
  hangs.get_future().wait();
  std::atomic<int> delivered{0};
  const auto survivor = Start(OneByOne([&](const Outgoing&) {
    ++delivered;
    return absl::OkStatus();
  }));
  EXPECT_TRUE(pool_.Query("SELECT pg_terminate_backend($1::int)", {session->Int(0, 0)}).ok());
  EXPECT_TRUE(Lead(1));
  EXPECT_TRUE(Eventually([&] { return delivered == kTopics; }));
  end.set_value();
}

TEST_F(RelayShardsTest, DeliversEachItemOnceAndInOrderWhileReplicasComeAndGo) {
  Mutex mutex;
  std::map<std::string, std::vector<int>> seen;
  const auto record = [&](absl::Span<const Outgoing> batch) {
    MutexLock lock(mutex);
    for (const Outgoing& item : batch) seen[item.target].push_back(std::stoi(TextOf(item)));
    return std::vector<absl::Status>(batch.size());
  };
  constexpr int kTopics = 40;
  std::atomic<bool> stop{false};
  int rounds = 0;
  const auto always = Start(record);
  std::thread writer([&] {
    for (; !stop; ++rounds) {
      for (int i = 0; i < kTopics; ++i) {
        QueueText(absl::StrCat("topic ", i), std::to_string(rounds));
      }
    }
  });
  for (int i = 0; i < 4; ++i) {
    const auto guest = Start(record);
    EXPECT_TRUE(Becomes(kTwoLeadHalf));
  }
  EXPECT_TRUE(Lead(1));
  stop = true;
  writer.join();
  EXPECT_TRUE(Becomes("SELECT count(*) = 0 FROM outbox"));
  MutexLock lock(mutex);
  std::vector<int> expected;
  for (int i = 0; i < rounds; ++i) expected.push_back(i);
  EXPECT_EQ(seen.size(), kTopics);
  for (const auto& [topic, numbers] : seen) EXPECT_EQ(numbers, expected) << topic;
}

// Plans the statements for half of the shards while the outbox is empty, and then fills the outbox.
TEST_F(RelayShardsTest, ReadsItsShardsByIndexWithAnyEarlierPlan) {
  EXPECT_TRUE(pool_
                  .With([](pg::Connection& connection) {
                    return connection.Execute("VACUUM ANALYZE outbox");
                  })
                  .ok());
  pg::Pool own({.url = pg::TestDatabase::Shared().url(), .schema = Schema(), .size = 1}, registry_);
  {
    const auto other = StartAccepting();
    std::atomic<int> delivered{0};
    const Relay relay(own, {{std::string(kPublish), OneByOne([&](const Outgoing&) {
                               ++delivered;
                               return absl::OkStatus();
                             })}},
                      {}, registry_);
    ASSERT_TRUE(Becomes(kTwoLeadHalf));
    constexpr int kTopics = 40;
    for (int i = 0; i < kTopics; ++i) QueueText(absl::StrCat("topic ", i), "1");
    ASSERT_TRUE(Becomes("SELECT count(*) = 0 FROM outbox"));
    ASSERT_GT(delivered, 0);
  }
  // Statements whose generic plan reads the whole outbox, or sorts all items of a shard.
  const auto slow = [&own] {
    std::vector<std::string> found;
    EXPECT_TRUE(own.With([&](pg::Connection& connection) {
                     found = pg::FullScans(connection, {"outbox"});
                     const std::vector<std::string> sorts = pg::Sorts(connection, "outbox");
                     found.insert(found.end(), sorts.begin(), sorts.end());
                     return absl::OkStatus();
                   })
                    .ok());
    return found;
  };
  EXPECT_THAT(slow(), IsEmpty());
  EXPECT_TRUE(pool_
                  .Query("INSERT INTO outbox (id, kind, target, user_id, request_id, payload) "
                         "SELECT gen_random_uuid(), 'publish', 't' || i, 'u', 'r', '' "
                         "FROM generate_series(1, 20000) AS g(i)")
                  .ok());
  EXPECT_THAT(slow(), IsEmpty());
  EXPECT_TRUE(pool_.Query("ANALYZE outbox").ok());
  EXPECT_THAT(slow(), IsEmpty());
}

}  // namespace
}  // namespace lossy::base
