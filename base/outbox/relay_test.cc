#include "base/outbox/relay.h"

#include <future>

#include "absl/time/clock.h"
#include "base/pg/test_database.h"
#include "gmock/gmock.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/wrappers.pb.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::ElementsAre;

class RelayTest : public testing::Test {
 protected:
  RelayTest()
      : pool_({.url = pg::TestDatabase::Shared().url(), .schema = Schema()}, pool_registry_) {
    EXPECT_TRUE(pg::Migrate(pool_, {kOutboxMigration}).ok());
  }

  static std::string Schema() {
    return std::string("relay_") + testing::UnitTest::GetInstance()->current_test_info()->name();
  }

  void QueueText(const std::string& topic, const std::string& text) {
    google::protobuf::StringValue value;
    value.set_value(text);
    EXPECT_TRUE(pool_
                    .Transaction([&](pg::Connection& transaction) {
                      return QueueEvent(transaction, topic, value, "u1", "r1");
                    })
                    .ok());
  }

  static std::string TextOf(const Outgoing& outgoing) {
    google::protobuf::Any any;
    google::protobuf::StringValue value;
    EXPECT_TRUE(any.ParseFromString(outgoing.payload) && any.UnpackTo(&value));
    return value.value();
  }

  prometheus::Registry pool_registry_;
  prometheus::Registry registry_;
  pg::Pool pool_;
};

TEST_F(RelayTest, DeliversInOrder) {
  std::vector<std::string> seen;
  std::promise<void> done;
  Relay relay(pool_,
              {{std::string(kPublish),
                [&](const Outgoing& outgoing) {
                  seen.push_back(outgoing.target + "=" + TextOf(outgoing));
                  if (seen.size() == 3) done.set_value();
                  return absl::OkStatus();
                }}},
              {}, registry_);
  QueueText("a", "1");
  QueueText("b", "2");
  QueueText("a", "3");
  relay.Wake();
  ASSERT_EQ(done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  EXPECT_THAT(seen, ElementsAre("a=1", "b=2", "a=3"));
}

TEST_F(RelayTest, TriesAgainWithTheSameIdUntilItIsTaken) {
  std::vector<std::string> ids;
  std::promise<void> done;
  Relay relay(pool_,
              {{std::string(kPublish),
                [&](const Outgoing& outgoing) -> absl::Status {
                  ids.push_back(outgoing.id);
                  if (ids.size() < 3) return absl::UnavailableError("not now");
                  done.set_value();
                  return absl::OkStatus();
                }}},
              {.retry = absl::Milliseconds(1)}, registry_);
  QueueText("a", "1");
  relay.Wake();
  ASSERT_EQ(done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  EXPECT_THAT(ids, ElementsAre(ids[0], ids[0], ids[0]));
}

TEST_F(RelayTest, AKindThatIsRefusedHoldsUpNoOther) {
  std::promise<void> done;
  Relay relay(pool_,
              {{std::string(kPublish),
                [&](const Outgoing&) {
                  done.set_value();
                  return absl::OkStatus();
                }},
               {"stuck", [](const Outgoing&) { return absl::UnavailableError("not now"); }}},
              {}, registry_);
  EXPECT_TRUE(pool_
                  .Transaction([&](pg::Connection& transaction) {
                    return Queue(transaction, {.id = {},
                                               .kind = "stuck",
                                               .target = "t",
                                               .user_id = "u1",
                                               .request_id = "r1",
                                               .payload = {}});
                  })
                  .ok());
  QueueText("a", "1");
  relay.Wake();
  EXPECT_EQ(done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST_F(RelayTest, ALeaderThatFailsLetsOthersLead) {
  const auto soon = [this](const char* condition) {
    const absl::Time deadline = absl::Now() + absl::Seconds(10);
    while (!pool_.Query(condition)->Bool(0, 0)) {
      if (absl::Now() > deadline) return false;
    }
    return true;
  };
  EXPECT_TRUE(pool_.Query("ALTER TABLE outbox RENAME TO missing").ok());
  pg::Pool others({.url = pg::TestDatabase::Shared().url(), .schema = Schema()}, registry_);
  const Relay relay(others,
                    {{std::string(kPublish), [](const Outgoing&) { return absl::OkStatus(); }}},
                    {.retry = absl::Milliseconds(1)}, registry_);
  EXPECT_TRUE(soon("SELECT count(*) > 0 FROM pg_locks WHERE classid = 7310421"));
  EXPECT_TRUE(soon("SELECT pg_try_advisory_lock(7310421, hashtext(current_schema()))"));
}

TEST_F(RelayTest, OnlyOneReplicaLeads) {
  std::mutex mutex;
  std::vector<std::string> seen;
  std::promise<void> done;
  auto handler = [&](const Outgoing& outgoing) {
    std::lock_guard lock(mutex);
    seen.push_back(TextOf(outgoing));
    if (seen.size() == 20) done.set_value();
    return absl::OkStatus();
  };
  std::map<std::string, Relay::Handler> handlers = {{std::string(kPublish), handler}};
  prometheus::Registry second_registry;
  Relay first(pool_, handlers, {}, registry_);
  Relay second(pool_, handlers, {}, second_registry);
  std::vector<std::string> expected;
  for (int i = 0; i < 20; ++i) {
    expected.push_back(std::to_string(i));
    QueueText("a", expected.back());
    first.Wake();
    second.Wake();
  }
  ASSERT_EQ(done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  EXPECT_EQ(seen, expected);
}

}  // namespace
}  // namespace lossy::base
