#include "edge/pubsub/feed.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "edge/net/waitable_list.h"
#include "edge/pubsub/fake_notifications.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lossy/sample/v1/room.pb.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kHello[] = "unsubscribe edge:hello";

// Keeps what its client would read, and what is said about its subscription.
class Client final : public Transport, public Subscription::Listener, public ByteAccount::Owner {
 public:
  void SendText(MessageParts) override {}
  void SendBinary(MessageParts) override {}
  void Send(const EncodedMessagePtr& message) override {
    news.Add(std::string(message->payload()));
  }
  void Close(CloseCode, absl::string_view) override {}
  ByteAccount& account() override { return *account_; }

  void OnSubscribed(const absl::StatusOr<Subscription::Beginning>& beginning) override {
    if (!beginning.ok()) {
      news.Add(channel::v1::Reason_Name(base::ToError(beginning.status()).reason()).substr(7));
      return subscription.reset();
    }
    const Position& at = beginning->position;
    news.Add(beginning->recovered ? absl::StrCat("recovered ", at.epoch, ":", at.offset) : "live");
    for (const EncodedMessagePtr& message : beginning->missed) Send(message);
  }
  void OnGap() override {
    news.Add("gap");
    subscription.reset();
  }

  WaitableList<std::string> news;
  std::unique_ptr<Subscription> subscription;

 private:
  void OnOverBudget() override {}

  const std::shared_ptr<ByteAccount> account_ = std::make_shared<ByteAccount>(
      std::make_shared<ByteBudget>(ByteLimits()), *this, /*user=*/nullptr);
};

// A hub on a thread of its own, with its clients.
class HubThread {
 public:
  HubThread(Feed& feed, prometheus::Counter& deliveries) : hub_(feed, deliveries) {
    feed.AddHub(hub_, thread_);
  }
  ~HubThread() { thread_.Stop(); }

  // With positions if there is one to come back to.
  Client& Subscribe(const std::string& topic, absl::optional<Position> after = absl::nullopt) {
    clients_.push_back(std::make_unique<Client>());
    Client& client = *clients_.back();
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
  void Leave(Client& client) {
    thread_.Post([&client] { client.subscription.reset(); });
  }
  // Returns when it has heard all that was said to it.
  void Settle() {
    WaitableList<bool> done;
    thread_.Post([&] { done.Add(true); });
    done.Await(1);
  }

 private:
  const std::vector<std::string> events_ = {"new_msg"};
  Hub hub_;
  std::vector<std::unique_ptr<Client>> clients_;
  TaskThread thread_{absl::Seconds(1), [] {}};
};

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

  // Starts it and opens its first stream.
  Stream Start(Feed::Options options = {.stream = {.first_pause = absl::Milliseconds(1),
                                                   .longest_pause = absl::Milliseconds(5)}}) {
    feed_ = std::make_unique<Feed>(
        service_, *routes_, [] { return CallContext{}; }, options, registry_);
    for (int i = 0; i < 3; ++i) hubs_.push_back(std::make_unique<HubThread>(*feed_, deliveries_));
    Stream stream = service_.AwaitStream(0);
    EXPECT_THAT(stream->Asked(1), ElementsAre(kHello));
    stream->Unsubscribe("edge:hello");
    return stream;
  }

  HubThread& hub(int index) { return *hubs_[index]; }

  // A client of the first hub that is live, at the beginning of epoch e; `asked` is how many
  // requests there were before.
  Client& Live(const Stream& stream, const std::string& topic, std::size_t asked = 1) {
    Client& client = hub(0).Subscribe(topic);
    EXPECT_EQ(stream->Asked(asked + 1).back(), "subscribe " + topic);
    stream->Subscribe(topic, "e", 0);
    EXPECT_THAT(client.news.Await(1), ElementsAre("live"));
    return client;
  }

  static sample::v1::RoomEvent Message(const std::string& text) {
    sample::v1::RoomEvent event;
    event.mutable_new_msg()->set_x(text);
    return event;
  }
  static Position At(std::int64_t offset) { return {.epoch = "e", .offset = offset}; }

  // Those after `after` up to `end`, of a log that ends at `head`; each says its offset.
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
  static std::string Positioned(const std::string& topic, int offset) {
    return absl::StrCat(R"([null,null,")", topic, R"(","new_msg",{"room":"","t":0,"s":0,"x":")",
                        offset, R"(","position":{"epoch":"e","offset":)", offset, "}}]");
  }

  static std::string Frame(const std::string& topic, const std::string& text) {
    return R"([null,null,")" + topic + R"(","new_msg",{"room":"","t":0,"s":0,"x":")" + text +
           R"("}])";
  }

  FakeNotifications service_;
  std::unique_ptr<RoutingTable> routes_;
  prometheus::Registry registry_;
  prometheus::Counter& deliveries_ =
      prometheus::BuildCounter().Name("deliveries").Register(registry_).Add({});
  std::unique_ptr<Feed> feed_;
  std::vector<std::unique_ptr<HubThread>> hubs_;
};

TEST_F(FeedTest, SubscribesOnceForAllHubsAndIsLiveWhenThatIsAnswered) {
  const Stream stream = Start();
  Client& one = hub(0).Subscribe("room:a");
  stream->Asked(2);
  Client& two = hub(1).Subscribe("room:a");
  Client& other = hub(1).Subscribe("room:b");
  EXPECT_THAT(stream->Asked(3), ElementsAre(kHello, "subscribe room:a", "subscribe room:b"));
  hub(0).Settle();
  EXPECT_THAT(one.news.Now(), IsEmpty());
  stream->Subscribe("room:a", "e", 0);
  EXPECT_THAT(one.news.Await(1), ElementsAre("live"));
  EXPECT_THAT(two.news.Await(1), ElementsAre("live"));
  EXPECT_THAT(other.news.Now(), IsEmpty());
}

TEST_F(FeedTest, AsksNothingMoreAboutATopicThatIsLive) {
  const Stream stream = Start();
  Live(stream, "room:a");
  EXPECT_THAT(hub(1).Subscribe("room:a").news.Await(1), ElementsAre("live"));
  EXPECT_THAT(stream->Asked(2), ElementsAre(kHello, "subscribe room:a"));
}

TEST_F(FeedTest, HandsEachEventToEveryHubOnceAndInOrder) {
  const Stream stream = Start();
  Client& one = Live(stream, "room:a");
  Client& two = hub(1).Subscribe("room:a");
  two.news.Await(1);
  stream->Publish("room:a", "e", 1, Message("1"));
  stream->Publish("room:a", "e", 1, Message("again"));
  stream->Publish("room:b", "e", 1, Message("of nobody"));
  stream->Publish("room:a", "e", 2, Message("2"));
  const auto expected = ElementsAre("live", Frame("room:a", "1"), Frame("room:a", "2"));
  EXPECT_THAT(one.news.Await(3), expected);
  EXPECT_THAT(two.news.Await(3), expected);
}

TEST_F(FeedTest, DropsEventsOfTypesThatNoServiceDeclares) {
  const Stream stream = Start();
  Client& client = Live(stream, "room:a");
  stream->Publish("room:a", "e", 1, notifications::v1::Position());
  stream->Publish("room:a", "e", 2, Message("2"));
  EXPECT_THAT(client.news.Await(2), ElementsAre("live", Frame("room:a", "2")));
}

TEST_F(FeedTest, IsConnectedOnceTheServiceAnswers) {
  feed_ = std::make_unique<Feed>(
      service_, *routes_, [] { return CallContext{}; }, Feed::Options(), registry_);
  const Stream stream = service_.AwaitStream(0);
  stream->Asked(1);
  EXPECT_FALSE(feed_->connected());
  hubs_.push_back(std::make_unique<HubThread>(*feed_, deliveries_));
  Client& client = hub(0).Subscribe("room:a");
  stream->Asked(2);
  stream->Unsubscribe("edge:hello");
  stream->Subscribe("room:a", "e", 0);
  client.news.Await(1);
  EXPECT_TRUE(feed_->connected());
}

TEST_F(FeedTest, ContinuesAfterTheLastPositionWhenTheStreamWasLost) {
  const Stream lost = Start();
  Client& client = Live(lost, "room:a");
  lost->Publish("room:a", "e", 5, Message("5"));
  client.news.Await(2);
  lost->Lose();
  const Stream stream = service_.AwaitStream(1);
  EXPECT_THAT(stream->Asked(2), ElementsAre("subscribe room:a after e:5", kHello));
  stream->Subscribe("room:a", "e", 5, /*recovered=*/true);
  stream->Publish("room:a", "e", 6, Message("6"));
  EXPECT_THAT(client.news.Await(3),
              ElementsAre("live", Frame("room:a", "5"), Frame("room:a", "6")));
}

TEST_F(FeedTest, LetsNobodyInBeforeATopicIsResumed) {
  const Stream lost = Start();
  Live(lost, "room:a");
  lost->Lose();
  const Stream stream = service_.AwaitStream(1);
  stream->Asked(2);
  Client& late = hub(1).Subscribe("room:a");
  hub(1).Subscribe("room:b");
  EXPECT_EQ(stream->Asked(3).back(), "subscribe room:b");
  hub(1).Settle();
  EXPECT_THAT(late.news.Now(), IsEmpty());
  stream->Subscribe("room:a", "e", 0, /*recovered=*/true);
  EXPECT_THAT(late.news.Await(1), ElementsAre("live"));
}

TEST_F(FeedTest, TellsOfAGapWhenTheServiceCannotRecover) {
  const Stream lost = Start();
  Client& client = Live(lost, "room:a");
  lost->Lose();
  const Stream stream = service_.AwaitStream(1);
  stream->Asked(2);
  Client& late = hub(1).Subscribe("room:a");
  hub(1).Subscribe("room:b");
  stream->Asked(3);
  stream->Subscribe("room:a", "f", 2);
  EXPECT_THAT(client.news.Await(2), ElementsAre("live", "gap"));
  stream->Publish("room:a", "f", 3, Message("3"));
  EXPECT_THAT(late.news.Await(2), ElementsAre("live", Frame("room:a", "3")));
}

TEST_F(FeedTest, TellsOfAGapWhenATopicStartsANewEpochUnasked) {
  const Stream stream = Start();
  Client& client = Live(stream, "room:a");
  stream->Subscribe("room:a", "f", 0);
  EXPECT_THAT(client.news.Await(2), ElementsAre("live", "gap"));
  // Nobody is left, so it is not followed any more.
  EXPECT_EQ(stream->Asked(3).back(), "unsubscribe room:a");
}

TEST_F(FeedTest, TellsOfAGapWhenAResumedTopicIsRefused) {
  const Stream lost = Start();
  Client& client = Live(lost, "room:a");
  lost->Lose();
  const Stream stream = service_.AwaitStream(1);
  stream->Asked(2);
  stream->Refuse("room:a", channel::v1::REASON_RATE_LIMITED);
  EXPECT_THAT(client.news.Await(2), ElementsAre("live", "gap"));
}

TEST_F(FeedTest, PassesARefusalToThoseWhoWaitAndAsksAgainForTheNext) {
  const Stream stream = Start();
  Client& one = hub(0).Subscribe("room:a");
  stream->Asked(2);
  // The service leaves out a name that is too long.
  stream->Refuse("", channel::v1::REASON_INVALID_ARGUMENT);
  EXPECT_THAT(one.news.Await(1), ElementsAre("INVALID_ARGUMENT"));
  Client& two = hub(1).Subscribe("room:a");
  EXPECT_EQ(stream->Asked(3).back(), "subscribe room:a");
  stream->Subscribe("room:a", "e", 0);
  EXPECT_THAT(two.news.Await(1), ElementsAre("live"));
}

TEST_F(FeedTest, LetsAJoinWaitForTheNextStream) {
  const Stream lost = Start();
  Client& waiting = hub(0).Subscribe("room:a");
  lost->Asked(2);
  lost->Lose();
  const Stream stream = service_.AwaitStream(1);
  EXPECT_THAT(stream->Asked(2), ElementsAre("subscribe room:a", kHello));
  stream->Subscribe("room:a", "e", 0);
  EXPECT_THAT(waiting.news.Await(1), ElementsAre("live"));
}

TEST_F(FeedTest, LetsAJoinThatComesBetweenTwoStreamsWait) {
  const Stream lost = Start(
      {.stream = {.first_pause = absl::Milliseconds(200), .longest_pause = absl::Seconds(1)}});
  lost->Lose();
  Client& waiting = hub(0).Subscribe("room:a");
  const Stream stream = service_.AwaitStream(1);
  // It may have come too late for the pause.
  if (stream->Asked(2).front() == kHello) stream->Unsubscribe("edge:hello");
  stream->Subscribe("room:a", "e", 0);
  EXPECT_THAT(waiting.news.Await(1), ElementsAre("live"));
}

TEST_F(FeedTest, IsUnavailableAtOnceWhileTheServiceIsAway) {
  const Stream lost = Start();
  Client& waiting = hub(0).Subscribe("room:a");
  lost->Asked(2);
  lost->Lose();
  const Stream away = service_.AwaitStream(1);
  away->Asked(2);
  away->Lose();
  EXPECT_THAT(waiting.news.Await(1), ElementsAre("UNAVAILABLE"));
  EXPECT_FALSE(feed_->connected());
}

TEST_F(FeedTest, LosesAStreamThatTakesNoMoreRequests) {
  const Stream stream = Start();
  stream->Fill();
  hub(0).Subscribe("room:a");
  EXPECT_EQ(stream->AwaitFinish(), 1);
  EXPECT_THAT(service_.AwaitStream(1)->Asked(2), ElementsAre("subscribe room:a", kHello));
}

TEST_F(FeedTest, GivesUpOnATopicThatIsNotAnsweredInTime) {
  const Stream stream = Start({.follow_limit = absl::Milliseconds(1)});
  EXPECT_THAT(hub(0).Subscribe("room:a").news.Await(1), ElementsAre("UNAVAILABLE"));
  EXPECT_THAT(stream->Asked(3), ElementsAre(kHello, "subscribe room:a", "unsubscribe room:a"));
}

TEST_F(FeedTest, UnsubscribesWhenTheLastHubLeaves) {
  const Stream stream = Start();
  Client& one = Live(stream, "room:a");
  Client& two = hub(1).Subscribe("room:a");
  two.news.Await(1);
  hub(0).Leave(one);
  hub(0).Subscribe("room:b");
  EXPECT_EQ(stream->Asked(3).back(), "subscribe room:b");
  hub(1).Leave(two);
  EXPECT_EQ(stream->Asked(4).back(), "unsubscribe room:a");
}

TEST_F(FeedTest, FollowsAnewWhileALeaveIsUnanswered) {
  const Stream stream = Start();
  hub(0).Leave(Live(stream, "room:a"));
  stream->Asked(3);
  Client& again = hub(0).Subscribe("room:a");
  EXPECT_EQ(stream->Asked(4).back(), "subscribe room:a");
  Client& other = hub(0).Subscribe("room:b");
  stream->Asked(5);
  // Of the subscription that was given up.
  stream->Publish("room:a", "e", 1, Message("1"));
  stream->Unsubscribe("room:a");
  stream->Subscribe("room:a", "e", 1);
  stream->Publish("room:a", "e", 2, Message("2"));
  stream->Subscribe("room:b", "e", 0);
  other.news.Await(1);
  EXPECT_THAT(again.news.Await(2), ElementsAre("live", Frame("room:a", "2")));
}

TEST_F(FeedTest, TakesNoLateAnswerForThatToANewerRequest) {
  const Stream stream = Start();
  hub(0).Leave(hub(0).Subscribe("room:a"));
  stream->Asked(3);
  Client& again = hub(0).Subscribe("room:a");
  Client& other = hub(0).Subscribe("room:b");
  stream->Asked(5);
  stream->Refuse("room:a", channel::v1::REASON_RATE_LIMITED);
  stream->Unsubscribe("room:a");
  hub(0).Subscribe("room:c");
  stream->Asked(6);
  hub(0).Settle();
  EXPECT_THAT(again.news.Now(), IsEmpty());
  stream->Subscribe("room:a", "e", 0);
  stream->Subscribe("room:b", "e", 0);
  other.news.Await(1);
  EXPECT_THAT(again.news.Await(1), ElementsAre("live"));
}

TEST_F(FeedTest, TakesNoNewEpochForTheAnswerToARequest) {
  const Stream stream = Start();
  hub(0).Leave(Live(stream, "room:a"));
  stream->Asked(3);
  Client& again = hub(0).Subscribe("room:a");
  stream->Asked(4);
  stream->Subscribe("room:a", "f", 0);  // Unasked: the leave is not answered yet.
  stream->Unsubscribe("room:a");
  Client& late = hub(1).Subscribe("room:a");
  hub(1).Subscribe("room:b");
  stream->Asked(5);
  hub(1).Settle();
  EXPECT_THAT(late.news.Now(), IsEmpty());
  stream->Subscribe("room:a", "f", 0);
  EXPECT_THAT(again.news.Await(1), ElementsAre("live"));
  EXPECT_THAT(late.news.Await(1), ElementsAre("live"));
}

TEST_F(FeedTest, ReadsWhatAClientMissedAndKeepsWhatComesMeanwhile) {
  const Stream stream = Start();
  Client& client = hub(0).Subscribe("room:a", At(2));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 4);
  const auto reading = service_.AwaitReading(0);
  EXPECT_EQ(reading->asked(), "room:a after e:2");
  stream->Publish("room:a", "e", 5, Message("5"));
  reading->Give(Log("room:a", 2, 5, 5));
  EXPECT_THAT(client.news.Await(4), ElementsAre("recovered e:2", Positioned("room:a", 3),
                                                Positioned("room:a", 4), Positioned("room:a", 5)));
  stream->Publish("room:a", "e", 6, Message("6"));
  EXPECT_THAT(client.news.Await(5).back(), Positioned("room:a", 6));
}

TEST_F(FeedTest, ReadsInPortions) {
  const Stream stream = Start();
  Client& client = hub(0).Subscribe("room:a", At(0));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 3);
  service_.AwaitReading(0)->Give(Log("room:a", 0, 2, 3));
  const auto second = service_.AwaitReading(1);
  EXPECT_EQ(second->asked(), "room:a after e:2");
  second->Give(Log("room:a", 2, 3, 3));
  EXPECT_THAT(client.news.Await(4), ElementsAre("recovered e:0", Positioned("room:a", 1),
                                                Positioned("room:a", 2), Positioned("room:a", 3)));
}

TEST_F(FeedTest, ReadsOnceForAllWhoComeBack) {
  const Stream stream = Start();
  Client& one = hub(0).Subscribe("room:a", At(2));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 4);
  const auto reading = service_.AwaitReading(0);
  Client& two = hub(1).Subscribe("room:a", At(2));
  Client& three = hub(2).Subscribe("room:a", At(3));
  // All that was asked before comes before this.
  hub(1).Settle();
  hub(2).Settle();
  reading->Give(Log("room:a", 2, 4, 4));
  for (Client* client : {&one, &two}) {
    EXPECT_THAT(client->news.Await(3),
                ElementsAre("recovered e:2", Positioned("room:a", 3), Positioned("room:a", 4)));
  }
  EXPECT_THAT(three.news.Await(2), ElementsAre("recovered e:3", Positioned("room:a", 4)));
  EXPECT_EQ(service_.readings(), 1);
}

TEST_F(FeedTest, TakesWhatIsRecentFromMemory) {
  const Stream stream = Start();
  Client& client = Live(stream, "room:a");
  for (int i = 1; i <= 3; ++i) stream->Publish("room:a", "e", i, Message(absl::StrCat(i)));
  client.news.Await(4);
  EXPECT_THAT(hub(1).Subscribe("room:a", At(1)).news.Await(3),
              ElementsAre("recovered e:1", Positioned("room:a", 2), Positioned("room:a", 3)));
  EXPECT_EQ(service_.readings(), 0);
}

TEST_F(FeedTest, RecoversNothingFromMemoryForAPositionOfAnotherRun) {
  const Stream stream = Start();
  Client& client = Live(stream, "room:a");
  stream->Publish("room:a", "e", 1, Message("1"), /*run=*/7);
  stream->Publish("room:a", "e", 2, Message("2"), /*run=*/7);
  client.news.Await(3);
  for (int offset : {1, 2}) {
    const Position lost{.epoch = "e", .offset = offset, .run = 6};
    EXPECT_THAT(hub(1).Subscribe("room:a", lost).news.Await(1), ElementsAre("live"));
  }
  const Position kept{.epoch = "e", .offset = 1, .run = 7};
  EXPECT_EQ(hub(1).Subscribe("room:a", kept).news.Await(1).front(), "recovered e:1");
  EXPECT_EQ(hub(1).Subscribe("room:a", At(1)).news.Await(1).front(), "recovered e:1");
}

TEST_F(FeedTest, AsksTheServiceForTheRunOfAnOlderPosition) {
  const Stream stream = Start();
  Client& client = hub(0).Subscribe("room:a", Position{.epoch = "e", .offset = 2, .run = 6});
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 4);
  const auto reading = service_.AwaitReading(0);
  EXPECT_EQ(reading->asked(), "room:a after e:2 of run 6");
  reading->Fail(absl::OutOfRangeError("the log went back"));
  EXPECT_THAT(client.news.Await(1), ElementsAre("live"));
}

TEST_F(FeedTest, AsksForTheRunOfAPositionThatAClientGaveWithoutOne) {
  const Stream stream = Start();
  Client& client = hub(0).Subscribe("room:a", At(2));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 3);
  service_.AwaitReading(0)->Give(Log("room:a", 2, 3, 3));
  client.news.Await(2);
  for (int i : {1, 2}) {
    Client& other = hub(1).Subscribe("room:a", Position{.epoch = "e", .offset = 2, .run = 6});
    const auto reading = service_.AwaitReading(i);
    EXPECT_EQ(reading->asked(), "room:a after e:2 of run 6");
    if (i == 1) {
      reading->Fail(absl::OutOfRangeError("the log went back"));
      EXPECT_THAT(other.news.Await(1), ElementsAre("live"));
    } else {
      reading->Give(Log("room:a", 2, 3, 3));
      EXPECT_EQ(other.news.Await(1).front(), "recovered e:2");
    }
  }
  hub(1).Subscribe("room:a", Position{.epoch = "e", .offset = 2, .run = 6}).news.Await(1);
  EXPECT_EQ(service_.readings(), 3);
}

TEST_F(FeedTest, GoesOnAfterAPositionWithItsRun) {
  const Stream lost = Start();
  Client& client = Live(lost, "room:a");
  lost->Publish("room:a", "e", 1, Message("1"), /*run=*/7);
  client.news.Await(2);
  lost->Lose();
  EXPECT_THAT(service_.AwaitStream(1)->Asked(2),
              ElementsAre("subscribe room:a after e:1 of run 7", kHello));
}

TEST_F(FeedTest, RecoversFromMemoryWhileTheServiceIsAway) {
  const Stream stream = Start();
  Client& client = Live(stream, "room:a");
  stream->Publish("room:a", "e", 1, Message("1"));
  client.news.Await(2);
  stream->Lose();
  service_.AwaitStream(1)->Asked(2);
  EXPECT_THAT(hub(0).Subscribe("room:a", At(0)).news.Await(2),
              ElementsAre("recovered e:0", Positioned("room:a", 1)));
}

TEST_F(FeedTest, RecoversNothingThatTheLogHasForgotten) {
  const Stream stream = Start();
  Client& client = hub(0).Subscribe("room:a", At(2));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 4);
  service_.AwaitReading(0)->Fail(absl::OutOfRangeError("history does not reach back"));
  EXPECT_THAT(client.news.Await(1), ElementsAre("live"));
  stream->Publish("room:a", "e", 5, Message("5"));
  EXPECT_THAT(client.news.Await(2).back(), Positioned("room:a", 5));
}

TEST_F(FeedTest, RecoversNothingBeyondItsBounds) {
  const Stream stream = Start({.recent = {.events = 2}});
  Client& client = hub(0).Subscribe("room:a", At(0));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 3);
  service_.AwaitReading(0)->Give(Log("room:a", 0, 3, 3));
  EXPECT_THAT(client.news.Await(1), ElementsAre("live"));
  EXPECT_THAT(hub(0).Subscribe("room:a", At(3)).news.Await(1), ElementsAre("recovered e:3"));
}

TEST_F(FeedTest, RefusesARecoveryWhileTheServiceIsAway) {
  const Stream stream = Start();
  Client& client = hub(0).Subscribe("room:a", At(2));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 4);
  service_.AwaitReading(0)->Fail(absl::UnavailableError("gone"));
  EXPECT_THAT(client.news.Await(1), ElementsAre("UNAVAILABLE"));
}

TEST_F(FeedTest, WaitsForWhatAClientHasSeenElsewhere) {
  const Stream stream = Start();
  Client& client = hub(0).Subscribe("room:a", At(5));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 4);
  service_.AwaitReading(0)->Give(Log("room:a", 5, 5, 5));
  stream->Publish("room:a", "e", 5, Message("5"));
  EXPECT_THAT(client.news.Await(1), ElementsAre("recovered e:5"));
  stream->Publish("room:a", "e", 6, Message("6"));
  EXPECT_THAT(client.news.Await(2).back(), Positioned("room:a", 6));
}

TEST_F(FeedTest, DoesNotWaitForWhatNobodyHas) {
  const Stream stream = Start();
  Client& client = hub(0).Subscribe("room:a", At(99));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 4);
  service_.AwaitReading(0)->Fail(absl::OutOfRangeError("history does not reach there"));
  EXPECT_THAT(client.news.Await(1), ElementsAre("live"));
}

TEST_F(FeedTest, TellsOneWhoIsRecoveringWhereTheNewEpochBegins) {
  const Stream stream = Start();
  Client& client = hub(0).Subscribe("room:a", At(2));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 4);
  service_.AwaitReading(0);
  stream->Subscribe("room:a", "f", 0);  // Unasked.
  EXPECT_THAT(stream->Asked(4),
              ElementsAre(kHello, "subscribe room:a", "unsubscribe room:a", "subscribe room:a"));
  stream->Unsubscribe("room:a");
  stream->Subscribe("room:a", "f", 0);
  EXPECT_THAT(client.news.Await(1), ElementsAre("live"));
}

TEST_F(FeedTest, ForgetsTheOlderHalfWhenAllIsTooMuch) {
  const Stream stream = Start({.recent_total_bytes = 1});
  Client& client = Live(stream, "room:a");
  stream->Publish("room:a", "e", 1, Message("1"));
  stream->Publish("room:a", "e", 2, Message("2"));
  client.news.Await(3);
  hub(1).Subscribe("room:a", At(1));
  EXPECT_EQ(service_.AwaitReading(0)->asked(), "room:a after e:1");
}

TEST_F(FeedTest, ResumesManyTopicsInPortions) {
  constexpr int kTopics = 2500;
  const Stream lost = Start();
  std::vector<Client*> clients;
  for (int i = 0; i < kTopics; ++i) {
    const std::string topic = "room:" + std::to_string(i);
    clients.push_back(&hub(i % 3).Subscribe(topic));
  }
  const std::vector<std::string> asked = lost->Asked(1 + kTopics);
  for (int i = 1; i <= kTopics; ++i) lost->Subscribe(asked[i].substr(10), "e", 0);
  for (Client* client : clients) client->news.Await(1);
  lost->Lose();
  const Stream stream = service_.AwaitStream(1);
  std::size_t answered = 0;
  while (answered < kTopics + 1) {
    const std::vector<std::string> now = stream->Asked(answered + 1);
    ASSERT_GT(now.size(), answered);
    EXPECT_LE(now.size() - answered, 1001);
    for (; answered < now.size(); ++answered) {
      if (now[answered] == kHello) {
        stream->Unsubscribe("edge:hello");
      } else {
        const std::string topic = now[answered].substr(10, now[answered].find(" after") - 10);
        stream->Subscribe(topic, "e", 0, /*recovered=*/true);
      }
    }
  }
  stream->Publish("room:7", "e", 1, Message("1"));
  EXPECT_THAT(clients[7]->news.Await(2), ElementsAre("live", Frame("room:7", "1")));
}

}  // namespace
}  // namespace lossy::edge
