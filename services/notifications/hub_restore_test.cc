// Subscribers of a log whose database is restored to an earlier state.

#include <memory>

#include "base/testing/eventually.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/bus/local_bus.h"
#include "services/notifications/events/fake_subscriber.h"
#include "services/notifications/log/postgres_log.h"
#include "services/notifications/log/test_events.h"
#include "services/notifications/log/test_log_database.h"
#include "services/notifications/subscriptions/hub.h"

namespace lossy::notifications {
namespace {

constexpr std::size_t kMaxMissed = 1 << 20;
constexpr absl::Duration kLimit = absl::Seconds(60);

class HubRestoreTest : public testing::Test {
 protected:
  // A process with its subscribers.
  struct Replica {
    explicit Replica(base::pg::TestDatabase& server)
        : database(server, "log"),
          log(database.pool(), {.append_timeout = kLimit}, database.metrics()) {
      EXPECT_TRUE(log.Migrate().ok());
    }

    v1::Position Publish(const std::string& topic, const std::string& id) {
      absl::StatusOr<v1::Position> position;
      EXPECT_TRUE(base::Eventually([&] {
        position = hub.Publish(topic, id, Event());
        return !absl::IsUnavailable(position.status());
      }));
      EXPECT_TRUE(position.ok()) << position.status();
      return *position;
    }

    // Returns the answer, without the events after it.
    v1::SubscribeResponse::Subscribed Subscribe(const std::string& topic,
                                                const absl::optional<v1::Position>& after = {}) {
      EXPECT_TRUE(hub.Subscribe(topic, after, subscriber).ok());
      v1::SubscribeResponse::Subscribed answer;
      for (const v1::SubscribeResponse& response : subscriber->Take()) {
        if (response.has_subscribed()) answer = response.subscribed();
      }
      return answer;
    }

    TestLogDatabase database;
    PostgresLog log;
    LocalBus bus;
    prometheus::Registry registry;
    Metrics metrics{registry};
    Hub hub{log, bus, kMaxMissed, metrics};
    std::shared_ptr<FakeSubscriber> subscriber = std::make_shared<FakeSubscriber>();
  };

  HubRestoreTest() { replica_ = std::make_unique<Replica>(server_); }

  base::pg::TestDatabase server_;
  std::unique_ptr<Replica> replica_;
};

TEST_F(HubRestoreTest, ReportsARolledBackLogThoughTheOffsetsMatch) {
  const v1::Position first = replica_->Publish("a", "1");
  SaveFiles(server_);
  replica_->Subscribe("a");
  replica_->Publish("a", "2");
  replica_->subscriber->Take();
  RestoreFiles(server_);
  replica_->Publish("a", "x");
  replica_->Publish("a", "y");
  replica_->hub.CheckHeads();
  const std::vector<v1::SubscribeResponse> seen = replica_->subscriber->Take();
  ASSERT_FALSE(seen.empty());
  ASSERT_TRUE(seen.front().has_subscribed());
  EXPECT_FALSE(seen.front().subscribed().recovered());
  EXPECT_NE(seen.front().subscribed().position().epoch(), first.epoch());
}

TEST_F(HubRestoreTest, ReportsALoadedDump) {
  const v1::Position first = replica_->Publish("a", "1");
  server_.Dump("log");
  replica_->Subscribe("a");
  replica_->Publish("a", "2");
  replica_->subscriber->Take();
  server_.LoadDump("log");
  replica_->Publish("a", "x");
  replica_->hub.CheckHeads();
  const std::vector<v1::SubscribeResponse> seen = replica_->subscriber->Take();
  ASSERT_FALSE(seen.empty());
  EXPECT_NE(seen.front().subscribed().position().epoch(), first.epoch());
}

TEST_F(HubRestoreTest, EndsAllEpochsWhenASubscriberHasAPositionThatTheLogLost) {
  const v1::Position other = replica_->Publish("b", "1");
  const v1::Position first = replica_->Publish("a", "1");
  SaveFiles(server_);
  const v1::Position lost = replica_->Publish("a", "2");
  replica_.reset();
  RestoreFiles(server_);
  replica_ = std::make_unique<Replica>(server_);
  replica_->Publish("a", "x");
  EXPECT_TRUE(replica_->Subscribe("b", other).recovered());
  EXPECT_TRUE(replica_->Subscribe("a", first).recovered());
  const auto subscribed = replica_->Subscribe("a", lost);
  EXPECT_FALSE(subscribed.recovered());
  EXPECT_NE(subscribed.position().epoch(), first.epoch());
  EXPECT_FALSE(replica_->Subscribe("a", first).recovered());
  EXPECT_FALSE(replica_->Subscribe("b", other).recovered());
}

TEST_F(HubRestoreTest, EndsNoEpochForAPositionWithoutARun) {
  v1::Position beyond = replica_->Publish("a", "1");
  beyond.set_offset(99);
  beyond.clear_run();
  const auto subscribed = replica_->Subscribe("a", beyond);
  EXPECT_FALSE(subscribed.recovered());
  EXPECT_EQ(subscribed.position().epoch(), beyond.epoch());
}

TEST_F(HubRestoreTest, ContinuesAfterARestartOfTheServer) {
  replica_->Publish("a", "1");
  replica_->Subscribe("a");
  replica_->Publish("a", "2");
  server_.Stop();
  server_.Start();
  replica_->Publish("a", "3");
  replica_->hub.CheckHeads();
  const std::vector<v1::SubscribeResponse> seen = replica_->subscriber->Take();
  ASSERT_EQ(seen.size(), 2);
  EXPECT_EQ(seen[0].event().event_id(), "2");
  EXPECT_EQ(seen[1].event().event_id(), "3");
}

}  // namespace
}  // namespace lossy::notifications
