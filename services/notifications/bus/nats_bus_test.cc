#include "services/notifications/bus/nats_bus.h"

#include "absl/strings/str_cat.h"
#include "base/live/live_objects.h"
#include "base/testing/eventually.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/bus/nats_server.h"
#include "services/notifications/bus/test_bus_keys.h"
#include "services/notifications/bus/test_replica.h"

namespace lossy::notifications {
namespace {

// The names of the live objects of a bus.
constexpr char kSubscriptions[] = "NatsSubscriptionClosure";
constexpr char kConnections[] = "NatsConnectionClosure";

using testing::ElementsAre;

// Tests run with keys and without.
class NatsBusTest : public testing::TestWithParam<bool> {
 protected:
  std::shared_ptr<BusKeyFile> Keys() const { return GetParam() ? keys_.Open() : nullptr; }

  const TestBusKeys keys_;
  NatsServer server_;
  TestReplica a_{{.url = server_.url()}, "one", Keys()};
  TestReplica b_{{.url = server_.url()}, "one", Keys()};
};

INSTANTIATE_TEST_SUITE_P(Keys, NatsBusTest, testing::Bool());

TEST_P(NatsBusTest, DeliversMessagesToTheFollowersOfTheirNameInOrder) {
  b_.bus.Follow("video:1");
  b_.AwaitContact(a_, "video:1");
  for (int i = 0; i < 3; ++i) {
    a_.bus.Publish("video:2", "another");
    a_.bus.Publish("video:1", absl::StrCat(i));
  }
  EXPECT_THAT(b_.received.Take(3), ElementsAre("0", "1", "2"));
}

TEST_P(NatsBusTest, DeliversNoMessageToItsSender) {
  a_.bus.Follow("video:1");
  b_.bus.Follow("video:1");
  b_.AwaitContact(a_, "video:1");
  a_.AwaitContact(b_, "video:1");
  a_.bus.Publish("video:1", "from a");
  EXPECT_THAT(b_.received.Take(1), ElementsAre("from a"));
  b_.bus.Publish("video:1", "from b");
  EXPECT_THAT(a_.received.Take(1), ElementsAre("from b"));
}

TEST_P(NatsBusTest, KeepsBussesOfDifferentPrefixesApart) {
  TestReplica other({.url = server_.url()}, "two", Keys());
  other.bus.Follow("video:1");
  b_.bus.Follow("video:1");
  b_.AwaitContact(a_, "video:1");
  a_.bus.Publish("video:1", "of one");
  EXPECT_THAT(b_.received.Take(1), ElementsAre("of one"));
  EXPECT_EQ(other.metrics.received.Value(), 0);
}

TEST_P(NatsBusTest, DeliversNothingOfAnUnfollowedName) {
  b_.bus.Follow("video:1");
  b_.bus.Follow("video:2");
  b_.AwaitContact(a_, "video:1");
  b_.bus.Unfollow("video:1");
  b_.AwaitContact(a_, "video:2");
  a_.bus.Publish("video:1", "unwanted");
  a_.bus.Publish("video:2", "wanted");
  EXPECT_THAT(b_.received.Take(1), ElementsAre("wanted"));
}

TEST_P(NatsBusTest, DeliversAllBytes) {
  b_.bus.Follow("video:1");
  b_.AwaitContact(a_, "video:1");
  const std::string bytes("\0\r\n\xff", 4);
  a_.bus.Publish("video:1", bytes);
  EXPECT_THAT(b_.received.Take(1), ElementsAre(bytes));
}

TEST_P(NatsBusTest, DropsTooLargeMessages) {
  a_.bus.Publish("video:1", std::string(kMaxBusBytes + 1, 'x'));
  EXPECT_EQ(a_.metrics.not_sent.Value(), 1);
  a_.bus.Publish("video:1", std::string(kMaxBusBytes, 'x'));
  EXPECT_EQ(a_.metrics.sent.Value(), 1);
}

TEST_P(NatsBusTest, ReconnectsAndFollowsItsNamesAgain) {
  b_.bus.Follow("video:1");
  b_.AwaitContact(a_, "video:1");
  server_.Kill();
  a_.bus.Publish("video:1", "lost");
  server_.Start();
  a_.received.AwaitPossibleLoss();
  b_.received.AwaitPossibleLoss();
  b_.AwaitContact(a_, "video:1");
  a_.bus.Publish("video:1", "live");
  EXPECT_THAT(b_.received.Take(1), ElementsAre("live"));
}

TEST_P(NatsBusTest, NoticesAHangingServer) {
  server_.Pause();
  ASSERT_TRUE(base::Eventually([&] { return !a_.bus.connected(); }));
  server_.GoOn();
  a_.received.AwaitPossibleLoss();
}

TEST(NatsBusStartTest, WaitsForAServerThatStartsLater) {
  NatsServer server;
  server.Kill();
  const TestBusKeys keys;
  TestReplica early({.url = server.url()}, "one", keys.Open());
  EXPECT_FALSE(early.bus.connected());
  early.bus.Follow("video:1");
  early.bus.Publish("video:1", "lost");
  server.Start();
  early.received.AwaitPossibleLoss();
  EXPECT_TRUE(early.bus.connected());
}

TEST(NatsBusStartTest, RefusesAnInvalidUrl) {
  prometheus::Registry registry;
  BusMetrics metrics(registry, "test");
  BusRecorder received;
  NatsBus bus({.access = {.url = "nats://:::no"}, .prefix = "one", .keys = nullptr}, metrics);
  EXPECT_TRUE(absl::IsInvalidArgument(bus.Start(received)));
}

TEST(NatsBusStartTest, RefusesAUserWithoutAPassword) {
  prometheus::Registry registry;
  BusMetrics metrics(registry, "test");
  BusRecorder received;
  NatsBus bus({.access = {.url = "nats://127.0.0.1:1", .user = "lossy"}, .prefix = "one"}, metrics);
  EXPECT_TRUE(absl::IsInvalidArgument(bus.Start(received)));
}

TEST(NatsBusStartTest, KeepsNothingOfConnectionsThatEnded) {
  {
    NatsServer server;
    const TestBusKeys keys;
    TestReplica one({.url = server.url()}, "one", keys.Open());
    for (int i = 0; i < 100; ++i) one.bus.Follow(absl::StrCat(i));
    for (int i = 0; i < 10; ++i) {
      server.Kill();
      ASSERT_TRUE(base::Eventually([&] { return !one.bus.connected(); }));
      server.Start();
      one.received.AwaitPossibleLoss();
    }
    // Messages of each name, and control messages.
    ASSERT_TRUE(base::Eventually([&] { return base::CountLive(kSubscriptions) == 101; }));
    ASSERT_TRUE(base::Eventually([&] { return base::CountLive(kConnections) == 1; }));
  }
  ASSERT_TRUE(base::Eventually([&] { return base::CountLive(kSubscriptions) == 0; }));
  ASSERT_TRUE(base::Eventually([&] { return base::CountLive(kConnections) == 0; }));
}

// Callbacks of libnats may run after the bus was destroyed.
TEST(NatsBusStartTest, EndsInEveryState) {
  NatsServer server;
  const TestBusKeys keys;
  for (int i = 0; i < 20; ++i) {
    TestReplica one({.url = server.url()}, "one", keys.Open());
    TestReplica other({.url = server.url()}, "one", keys.Open());
    other.bus.Follow("video:1");
    for (int each = 0; each < 100; ++each) one.bus.Publish("video:1", "event");
    if (i % 5 == 4) {
      server.Kill();
      server.Start();
    }
  }
  EXPECT_TRUE(base::Eventually([&] { return base::CountLive(kConnections) == 0; }));
}

}  // namespace
}  // namespace lossy::notifications
