#pragma once

#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "base/error/error.h"
#include "base/time/clock.h"
#include "edge/metrics/pubsub_metrics.h"
#include "edge/net/task_thread.h"
#include "edge/net/waitable_list.h"
#include "edge/pubsub/fake_notifications.h"
#include "edge/pubsub/feed.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lossy/sample/v1/room.pb.h"

namespace lossy::edge {
// The first request of each stream, by which the feed finds out if the service answers, and its
// topic.
inline constexpr char kHello[] = "unsubscribe edge:hello";
inline constexpr char kHelloTopic[] = "edge:hello";

// A client of a hub. It records its frames and the calls of its subscription in `received`.
class FeedClient final : public Transport,
                         public Subscription::Listener,
                         public ByteAccount::Owner {
 public:
  TransportKind transport_kind() const override { return TransportKind::kWebSocket; }
  void Close(CloseCode, absl::string_view) override {}
  ByteAccount& account() override { return *account_; }

  void OnSubscribed(const absl::StatusOr<Subscription::Beginning>& beginning) override {
    if (!beginning.ok()) {
      received.Add(channel::v1::Reason_Name(base::ToError(beginning.status()).reason()).substr(7));
      return subscription.reset();
    }
    const Position& at = beginning->position;
    received.Add(beginning->recovered ? absl::StrCat("recovered ", at.epoch.view(), ":", at.offset)
                                      : "live");
    for (const EncodedMessagePtr& message : beginning->missed) Send(message);
  }
  void OnGap() override {
    received.Add("gap");
    subscription.reset();
  }

  WaitableList<std::string> received;
  std::unique_ptr<Subscription> subscription;

 private:
  void WriteText(MessageParts) override {}
  void WriteBinary(MessageParts) override {}
  void Write(const EncodedMessagePtr& message) override {
    received.Add(std::string(message->payload()));
  }
  void OnOverBudget() override {}

  const std::shared_ptr<ByteAccount> account_ = std::make_shared<ByteAccount>(
      std::make_shared<ByteBudget>(ByteLimits()), *this, /*user=*/nullptr);
};

// A hub with its clients, on a thread of its own.
class HubThread {
 public:
  HubThread(Feed& feed, PubsubMetrics& metrics) : hub_(feed, metrics, base::RealClock()) {
    feed.AddHub(hub_, thread_);
  }
  ~HubThread() { thread_.Stop(); }

  // Subscribes a new client. It receives positions if `after` is set.
  FeedClient& Subscribe(const std::string& topic, absl::optional<Position> after = absl::nullopt) {
    clients_.push_back(std::make_unique<FeedClient>());
    FeedClient& client = *clients_.back();
    thread_.Post([this, &client, topic, after] {
      client.subscription = hub_.Subscribe({.topic = topic,
                                            .channel_topic = topic,
                                            .events = &events_,
                                            .serializer = Serializer::kV2,
                                            .transport = &client,
                                            .positions = after.has_value(),
                                            .after = after},
                                           client);
    });
    return client;
  }
  void Leave(FeedClient& client) {
    thread_.Post([&client] { client.subscription.reset(); });
  }
  // Blocks until the thread has run all tasks that were posted before.
  void Settle() {
    WaitableList<bool> done;
    thread_.Post([&] { done.Add(true); });
    done.Await(1);
  }

 private:
  const std::vector<std::string> events_ = {"new_msg"};
  Hub hub_;
  std::vector<std::unique_ptr<FeedClient>> clients_;
  TaskThread thread_;
};

// The fixture of the feed's tests: a fake notifications service, a feed, and three hubs.
class FeedTest : public testing::Test {
 protected:
  using Stream = std::shared_ptr<FakeNotifications::Stream>;

  FeedTest() {
    google::protobuf::FileDescriptorSet descriptors;
    std::ifstream file("tests/sample/proto/lossy/sample/v1/sample_descriptors.binpb",
                       std::ios::binary);
    EXPECT_TRUE(descriptors.ParseFromIstream(&file));
    routes_ = *RoutingTable::Build(descriptors, {"lossy.sample.v1.RoomService"});
  }
  ~FeedTest() override {
    if (feed_ != nullptr) feed_->Stop();
    hubs_.clear();
  }

  // Starts the feed, and answers the first request of its first stream.
  Stream Start(Feed::Options options = {.stream = {.first_pause = absl::Milliseconds(1),
                                                   .longest_pause = absl::Milliseconds(5)}}) {
    feed_ =
        std::make_unique<Feed>(service_, routes_, [] { return CallContext{}; }, options, registry_);
    for (int i = 0; i < 3; ++i)
      hubs_.push_back(std::make_unique<HubThread>(*feed_, pubsub_metrics_));
    return Connect(0);
  }

  // Awaits the stream with this index, from 0, and answers its first request. The service accepts
  // no batches.
  Stream Connect(std::size_t index) {
    Stream stream = service_.AwaitStream(index);
    EXPECT_EQ(stream->Asked(1).front(), kHello);
    stream->Unsubscribe(kHelloTopic);
    return stream;
  }

  HubThread& hub(int index) { return *hubs_[index]; }

  // Returns a live client of the first hub, at the beginning of epoch e. `asked` is the number of
  // earlier requests.
  FeedClient& Live(const Stream& stream, const std::string& topic, std::size_t asked = 1) {
    FeedClient& client = hub(0).Subscribe(topic);
    EXPECT_EQ(stream->Asked(asked + 1).back(), "subscribe " + topic);
    stream->Subscribe(topic, "e", 0);
    EXPECT_THAT(client.received.Await(1), testing::ElementsAre("live"));
    return client;
  }

  static sample::v1::RoomEvent Message(const std::string& text) {
    sample::v1::RoomEvent event;
    event.mutable_new_msg()->set_x(text);
    return event;
  }
  static Position At(std::int64_t offset) { return {.epoch = "e", .offset = offset}; }

  // Returns the answer to a read: the events after `after` up to `end`, of a log that ends at
  // `head`. The text of each event is its offset.
  static notifications::v1::ReadResponse Log(const std::string& topic, std::int64_t after,
                                             std::int64_t end, std::int64_t head) {
    notifications::v1::ReadResponse response;
    for (std::int64_t offset = after + 1; offset <= end; ++offset) {
      notifications::v1::Event& event = *response.add_events();
      event.set_topic(topic);
      event.mutable_position()->set_epoch("e");
      event.mutable_position()->set_offset(offset);
      event.mutable_event()->PackFrom(Message(absl::StrCat(offset)));
    }
    response.mutable_head()->set_epoch("e");
    response.mutable_head()->set_offset(head);
    return response;
  }
  // Returns the frame of an event of Log for a client that receives positions.
  static std::string Positioned(const std::string& topic, int offset) {
    return absl::StrCat(R"([null,null,")", topic, R"(","new_msg",{"room":"","t":0,"s":0,"x":")",
                        offset, R"(","position":{"epoch":"e","offset":)", offset, "}}]");
  }

  // Returns the frame of an event for a client without positions.
  static std::string Frame(const std::string& topic, const std::string& text) {
    return R"([null,null,")" + topic + R"(","new_msg",{"room":"","t":0,"s":0,"x":")" + text +
           R"("}])";
  }

  FakeNotifications service_;
  std::shared_ptr<const RoutingTable> routes_;
  prometheus::Registry registry_;
  PubsubMetrics pubsub_metrics_{registry_};
  std::unique_ptr<Feed> feed_;
  std::vector<std::unique_ptr<HubThread>> hubs_;
};

}  // namespace lossy::edge
