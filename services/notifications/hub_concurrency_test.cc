#include <atomic>
#include <functional>
#include <random>
#include <thread>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/time/clock.h"
#include "gtest/gtest.h"
#include "services/notifications/bus/local_bus.h"
#include "services/notifications/events/fake_subscriber.h"
#include "services/notifications/log/memory_log.h"
#include "services/notifications/subscriptions/hub.h"

namespace lossy::notifications {
namespace {

constexpr int kTopics = 3;
constexpr int kPublishers = 4;
constexpr int kEvents = 3000;  // By each publisher.
constexpr int kSubscribers = 4;
constexpr std::size_t kUnlimited = std::size_t{1} << 40;

std::string Topic(int i) { return absl::StrCat("topic", i); }

google::protobuf::Any Event() {
  google::protobuf::Any event;
  event.set_type_url("type.googleapis.com/test");
  return event;
}

// The last position of a subscriber in each topic. A gap fails the test.
class Track {
 public:
  void Follow(const std::vector<v1::SubscribeResponse>& responses) {
    for (const v1::SubscribeResponse& response : responses) {
      if (response.has_subscribed()) {
        Begin(response.subscribed());
      } else {
        Next(response.event());
      }
    }
  }

  absl::optional<v1::Position> At(const std::string& topic) const {
    auto found = at_.find(topic);
    if (found == at_.end()) return absl::nullopt;
    return found->second;
  }

 private:
  void Begin(const v1::SubscribeResponse::Subscribed& subscribed) {
    auto [at, first] = at_.emplace(subscribed.topic(), subscribed.position());
    if (first) return;
    EXPECT_EQ(subscribed.position().offset(), at->second.offset()) << subscribed.topic();
    EXPECT_EQ(subscribed.position().epoch(), at->second.epoch());
  }

  void Next(const v1::Event& event) {
    v1::Position& at = at_[event.topic()];
    EXPECT_EQ(event.position().offset(), at.offset() + 1) << event.topic();
    EXPECT_EQ(event.position().epoch(), at.epoch());
    at = event.position();
  }

  absl::flat_hash_map<std::string, v1::Position> at_;
};

class HubConcurrencyTest : public testing::Test {
 protected:
  // Subscribes and unsubscribes while events are published, and checks the events.
  void Wander(unsigned seed, Track& track, const std::shared_ptr<FakeSubscriber>& self) {
    std::minstd_rand random(seed);
    while (publishing_ > 0) {
      const std::string topic = Topic(static_cast<int>(random() % kTopics));
      hub_.Unsubscribe(topic, self.get());
      track.Follow(self->Take());
      EXPECT_TRUE(hub_.Subscribe(topic, track.At(topic), self).ok());
      // Subscribes again while it follows the topic, from its last position.
      EXPECT_TRUE(hub_.Subscribe(topic, absl::nullopt, self).ok());
      std::this_thread::yield();
      track.Follow(self->Take());
    }
  }

  // Runs publishers and subscribers at once. In the end all subscribers must be at the log's head.
  void Run(const std::function<void(const std::string&, const std::string&)>& publish) {
    std::vector<std::thread> threads;
    threads.reserve(kSubscribers + kPublishers);
    std::vector<Track> tracks(kSubscribers);
    std::vector<std::shared_ptr<FakeSubscriber>> boxes(kSubscribers);
    for (auto& box : boxes) box = std::make_shared<FakeSubscriber>();
    for (int i = 0; i < kSubscribers; ++i) {
      threads.emplace_back([&, i] { Wander(i + 1, tracks[i], boxes[i]); });
    }
    for (int p = 0; p < kPublishers; ++p) {
      threads.emplace_back([&, p] {
        for (int i = 0; i < kEvents; ++i) publish(Topic(i % kTopics), absl::StrCat(p, ":", i));
        --publishing_;
      });
    }
    for (std::thread& thread : threads) thread.join();
    hub_.CheckHeads();
    for (int i = 0; i < kSubscribers; ++i) {
      for (int t = 0; t < kTopics; ++t) {
        EXPECT_TRUE(hub_.Subscribe(Topic(t), absl::nullopt, boxes[i]).ok());
      }
      tracks[i].Follow(boxes[i]->Take());
      for (int t = 0; t < kTopics; ++t) {
        EXPECT_EQ(tracks[i].At(Topic(t))->offset(), kPublishers * kEvents / kTopics);
      }
    }
  }

  MemoryLog log_{MemoryLog::Options{.history_events = 100'000}, base::RealClock()};
  prometheus::Registry registry_;
  Metrics metrics_{registry_};
  LocalBus bus_;
  Hub hub_{log_, bus_, kUnlimited, metrics_};
  std::atomic<int> publishing_{kPublishers};
};

TEST_F(HubConcurrencyTest, DeliversWithoutGapOrRepeatWhileSubscribersComeAndGo) {
  Run([this](const std::string& topic, const std::string& id) {
    EXPECT_TRUE(hub_.Publish(topic, id, Event()).ok());
  });
}

TEST_F(HubConcurrencyTest, DoesSoWhenDeliveriesAreLostAndRepeated) {
  std::atomic<unsigned> count{0};
  Run([&](const std::string& topic, const std::string& id) {
    const EventPtr event = log_.Append(topic, id, Event())->event;
    const unsigned turn = count++;
    if (turn % 5 != 0) hub_.OnMessage(event->encoded);
    if (turn % 3 == 0) hub_.OnMessage(event->encoded);
    if (turn % 100 == 0) hub_.CheckHeads();
  });
}

}  // namespace
}  // namespace lossy::notifications
