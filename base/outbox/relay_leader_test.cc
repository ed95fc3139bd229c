#include <atomic>
#include <future>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/outbox/one_by_one.h"
#include "base/outbox/relay_fixture.h"
#include "base/pg/test_database.h"
#include "base/sync/mutex.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using RelayLeaderTest = RelayTest;

TEST_F(RelayLeaderTest, KeepsTheOrderOfATopicWithTwoReplicas) {
  Mutex mutex;
  std::vector<std::string> seen;
  std::promise<void> done;
  auto handler = [&](const Outgoing& outgoing) {
    MutexLock lock(mutex);
    seen.push_back(TextOf(outgoing));
    if (seen.size() == 20) done.set_value();
    return absl::OkStatus();
  };
  std::map<std::string, Relay::Handler> handlers = {{std::string(kPublish), OneByOne(handler)}};
  prometheus::Registry second_registry;
  Relay first(pool_, handlers, {}, registry_);
  Relay second(pool_, handlers, {}, second_registry);
  std::vector<std::string> expected;
  for (int i = 0; i < 20; ++i) {
    expected.push_back(std::to_string(i));
    QueueText("a", expected.back());
  }
  ASSERT_EQ(done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  EXPECT_EQ(seen, expected);
}

// The exclusive locks of the leaders of two former versions.
constexpr absl::string_view kFormerLocks[] = {
    "(7310421, hashtext(current_schema()))",
    "(7310422, hashtext(current_schema() || '.publish'))",
};

TEST_F(RelayLeaderTest, WaitsForALeaderOfAFormerVersion) {
  for (const absl::string_view lock : kFormerLocks) {
    std::atomic<bool> may{false};
    std::promise<bool> done;
    pg::Pool former({.url = pg::TestDatabase::Shared().url(), .schema = Schema(), .size = 1},
                    registry_);
    EXPECT_TRUE(former.Query(absl::StrCat("SELECT pg_advisory_lock", lock)).ok());
    const Relay relay(pool_, {{std::string(kPublish), OneByOne([&](const Outgoing&) {
                                 done.set_value(may);
                                 return absl::OkStatus();
                               })}},
                      {.retry = absl::Milliseconds(1)}, registry_);
    QueueText("a", "1");
    may = true;
    EXPECT_TRUE(former.Query("SELECT pg_advisory_unlock_all()").ok());
    EXPECT_TRUE(done.get_future().get()) << lock;
  }
}

TEST_F(RelayLeaderTest, KeepsALeaderOfAFormerVersionOut) {
  pg::Pool own({.url = pg::TestDatabase::Shared().url(), .schema = Schema()}, registry_);
  const Relay relay(
      own, {{std::string(kPublish), OneByOne([](const Outgoing&) { return absl::OkStatus(); })}},
      {}, registry_);
  ASSERT_TRUE(Becomes("SELECT count(*) > 0 FROM pg_locks WHERE classid = 7310422"));
  for (const absl::string_view lock : kFormerLocks) {
    EXPECT_FALSE(pool_.Query(absl::StrCat("SELECT pg_try_advisory_lock", lock))->Bool(0, 0))
        << lock;
  }
}

TEST_F(RelayLeaderTest, AnotherReplicaLeadsAfterAFailure) {
  EXPECT_TRUE(pool_.Query("ALTER TABLE outbox RENAME TO missing").ok());
  pg::Pool others({.url = pg::TestDatabase::Shared().url(), .schema = Schema()}, registry_);
  const Relay relay(
      others, {{std::string(kPublish), OneByOne([](const Outgoing&) { return absl::OkStatus(); })}},
      {.retry = absl::Milliseconds(1)}, registry_);
  EXPECT_TRUE(Becomes("SELECT count(*) > 0 FROM pg_locks WHERE classid = 7310422"));
  EXPECT_TRUE(
      Becomes("SELECT pg_try_advisory_lock(7310422, "
              "hashtext(current_schema() || '.publish'))"));
}

// The leader looks for items only when it is notified.
constexpr Relay::Options kNotifiedOnly = {.poll = absl::Hours(1),
                                          .alert = absl::ZeroDuration(),
                                          .idle_poll = absl::Hours(1),
                                          .takeover = absl::Hours(1)};

TEST_F(RelayLeaderTest, LearnsOfTheItemsThatAnotherReplicaQueues) {
  pg::Pool others({.url = pg::TestDatabase::Shared().url(), .schema = Schema()}, registry_);
  std::atomic<int> there{0};
  std::atomic<int> here{0};
  const auto counting = [](std::atomic<int>& count) {
    return std::map<std::string, Relay::Handler>{
        {std::string(kPublish), OneByOne([&count](const Outgoing&) {
           ++count;
           return absl::OkStatus();
         })}};
  };
  const Relay other(others, counting(there), kNotifiedOnly, registry_);
  prometheus::Registry own_registry;
  const Relay own(pool_, counting(here), kNotifiedOnly, own_registry);
  ASSERT_TRUE(Becomes(kTwoLeadHalf));
  constexpr int kTopics = 40;
  for (int i = 0; i < kTopics; ++i) QueueText(absl::StrCat("topic ", i), "1");
  EXPECT_TRUE(Eventually([&] { return there + here == kTopics; }));
  EXPECT_GT(there, 0);
  EXPECT_GT(here, 0);
}

// As one that a crash kept from being sent, or that a replica of an earlier version does not send.
TEST_F(RelayLeaderTest, FindsAnItemWhoseNotificationIsLost) {
  std::promise<void> done;
  const Relay relay(pool_, {{"k", OneByOne([&](const Outgoing&) {
                               done.set_value();
                               return absl::OkStatus();
                             })}},
                    {.alert = absl::ZeroDuration(), .idle_poll = absl::Milliseconds(5)}, registry_);
  ASSERT_TRUE(Becomes("SELECT count(*) > 0 FROM pg_locks WHERE classid = 7310422"));
  EXPECT_TRUE(pool_
                  .Query("INSERT INTO outbox (id, kind, target, user_id, request_id, payload) "
                         "VALUES (gen_random_uuid(), 'k', 't', 'u', 'r', '')")
                  .ok());
  EXPECT_EQ(done.get_future().wait_for(std::chrono::seconds(60)), std::future_status::ready);
}

}  // namespace
}  // namespace lossy::base
