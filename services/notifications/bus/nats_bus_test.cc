#include "services/notifications/bus/nats_bus.h"

#include <condition_variable>
#include <deque>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/bus/nats_server.h"

namespace lossy::notifications {
namespace {

using testing::ElementsAre;

constexpr std::chrono::seconds kPatience{60};

class Heard : public Bus::Listener {
 public:
  void OnMessage(absl::string_view bytes) override {
    std::lock_guard lock(mutex_);
    messages_.emplace_back(bytes);
    changed_.notify_all();
  }

  void OnBack() override {
    std::lock_guard lock(mutex_);
    ++returns_;
    changed_.notify_all();
  }

  // The first `count` messages, taken away.
  std::vector<std::string> Take(std::size_t count) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, kPatience, [&] { return messages_.size() >= count; }));
    const std::size_t there = std::min(count, messages_.size());
    std::vector<std::string> taken(messages_.begin(), messages_.begin() + there);
    messages_.erase(messages_.begin(), messages_.begin() + there);
    return taken;
  }

  void AwaitReturn() {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, kPatience, [&] { return returns_ > 0; }));
    returns_ = 0;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> messages_;  // Guarded by mutex_, like returns_.
  int returns_ = 0;
};

// One replica's end of the bus.
struct Replica {
  Replica(const std::string& url, const std::string& prefix)
      : bus({.url = url, .prefix = prefix, .reconnect_pause = absl::Milliseconds(10)}, metrics) {
    EXPECT_TRUE(bus.Start(heard).ok());
  }

  prometheus::Registry registry;
  BusMetrics metrics{registry, "test"};
  Heard heard;
  NatsBus bus;
};

class NatsBusTest : public testing::Test {
 protected:
  // Returns when what `from` sends reaches `to`, which follows the name already.
  static void AwaitContact(Replica& from, Replica& to, absl::string_view name) {
    to.bus.Follow("hello");
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    const double before = to.metrics.received.Value();
    while (to.metrics.received.Value() == before) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline);
      from.bus.Publish("hello", "hello");
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    // What is sent before it, on the same connection, has been worked off as well.
    from.bus.Publish(name, "begin");
    while (to.heard.Take(1).front() != "begin") {
    }
    to.bus.Unfollow("hello");
  }

  NatsServer server_;
  Replica a_{server_.url(), "one"};
  Replica b_{server_.url(), "one"};
};

TEST_F(NatsBusTest, BringsMessagesToThoseWhoFollowTheirNameInOrder) {
  b_.bus.Follow("video:1");
  AwaitContact(a_, b_, "video:1");
  for (int i = 0; i < 3; ++i) {
    a_.bus.Publish("video:2", "another");
    a_.bus.Publish("video:1", absl::StrCat(i));
  }
  EXPECT_THAT(b_.heard.Take(3), ElementsAre("0", "1", "2"));
}

TEST_F(NatsBusTest, BringsAReplicaNothingOfItsOwn) {
  a_.bus.Follow("video:1");
  b_.bus.Follow("video:1");
  AwaitContact(a_, b_, "video:1");
  AwaitContact(b_, a_, "video:1");
  a_.bus.Publish("video:1", "from a");
  EXPECT_THAT(b_.heard.Take(1), ElementsAre("from a"));
  b_.bus.Publish("video:1", "from b");
  EXPECT_THAT(a_.heard.Take(1), ElementsAre("from b"));
}

TEST_F(NatsBusTest, KeepsBussesOfDifferentPrefixesApart) {
  Replica other(server_.url(), "two");
  other.bus.Follow("video:1");
  b_.bus.Follow("video:1");
  AwaitContact(a_, b_, "video:1");
  a_.bus.Publish("video:1", "of one");
  EXPECT_THAT(b_.heard.Take(1), ElementsAre("of one"));
  EXPECT_EQ(other.metrics.received.Value(), 0);
}

TEST_F(NatsBusTest, BringsNothingOfANameThatIsNotFollowedAnyMore) {
  b_.bus.Follow("video:1");
  b_.bus.Follow("video:2");
  AwaitContact(a_, b_, "video:1");
  b_.bus.Unfollow("video:1");
  AwaitContact(a_, b_, "video:2");
  a_.bus.Publish("video:1", "unwanted");
  a_.bus.Publish("video:2", "wanted");
  EXPECT_THAT(b_.heard.Take(1), ElementsAre("wanted"));
}

TEST_F(NatsBusTest, BringsAllBytes) {
  b_.bus.Follow("video:1");
  AwaitContact(a_, b_, "video:1");
  const std::string bytes("\0\r\n\xff", 4);
  a_.bus.Publish("video:1", bytes);
  EXPECT_THAT(b_.heard.Take(1), ElementsAre(bytes));
}

TEST_F(NatsBusTest, LosesWhatIsTooLarge) {
  a_.bus.Publish("video:1", std::string(kMaxBusBytes + 1, 'x'));
  EXPECT_EQ(a_.metrics.not_sent.Value(), 1);
  a_.bus.Publish("video:1", std::string(kMaxBusBytes, 'x'));
  EXPECT_EQ(a_.metrics.sent.Value(), 1);
}

TEST_F(NatsBusTest, FindsItsServerAgainAndFollowsWhatItDid) {
  b_.bus.Follow("video:1");
  AwaitContact(a_, b_, "video:1");
  server_.Kill();
  a_.bus.Publish("video:1", "lost");
  server_.Start();
  a_.heard.AwaitReturn();
  b_.heard.AwaitReturn();
  AwaitContact(a_, b_, "video:1");
  a_.bus.Publish("video:1", "live");
  EXPECT_THAT(b_.heard.Take(1), ElementsAre("live"));
}

TEST_F(NatsBusTest, NoticesAServerThatIsThereAndDoesNothing) {
  server_.Pause();
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (a_.bus.connected()) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  server_.GoOn();
  a_.heard.AwaitReturn();
}

TEST(NatsBusStartTest, WaitsForAServerThatIsNotThereYet) {
  NatsServer server;
  server.Kill();
  Replica early(server.url(), "one");
  EXPECT_FALSE(early.bus.connected());
  early.bus.Follow("video:1");
  early.bus.Publish("video:1", "lost");
  server.Start();
  early.heard.AwaitReturn();
  EXPECT_TRUE(early.bus.connected());
}

TEST(NatsBusStartTest, RefusesAUrlThatIsNone) {
  prometheus::Registry registry;
  BusMetrics metrics(registry, "test");
  Heard heard;
  NatsBus bus({.url = "nats://:::no", .prefix = "one"}, metrics);
  EXPECT_TRUE(absl::IsInvalidArgument(bus.Start(heard)));
}

}  // namespace
}  // namespace lossy::notifications
