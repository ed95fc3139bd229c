#include "edge/pubsub/feed.h"

#include "absl/strings/str_cat.h"
#include "edge/pubsub/feed_fixture.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(FeedTest, SubscribesOnceForAllHubsAndIsLiveAfterTheAnswer) {
  const Stream stream = Start();
  FeedClient& one = hub(0).Subscribe("room:a");
  stream->Asked(2);
  FeedClient& two = hub(1).Subscribe("room:a");
  FeedClient& other = hub(1).Subscribe("room:b");
  EXPECT_THAT(stream->Asked(3), ElementsAre(kHello, "subscribe room:a", "subscribe room:b"));
  hub(0).Settle();
  EXPECT_THAT(one.received.Now(), IsEmpty());
  stream->Subscribe("room:a", "e", 0);
  EXPECT_THAT(one.received.Await(1), ElementsAre("live"));
  EXPECT_THAT(two.received.Await(1), ElementsAre("live"));
  EXPECT_THAT(other.received.Now(), IsEmpty());
}

TEST_F(FeedTest, SendsNoRequestForALiveTopic) {
  const Stream stream = Start();
  Live(stream, "room:a");
  EXPECT_THAT(hub(1).Subscribe("room:a").received.Await(1), ElementsAre("live"));
  EXPECT_THAT(stream->Asked(2), ElementsAre(kHello, "subscribe room:a"));
}

TEST_F(FeedTest, HandsEachEventToEveryHubOnceAndInOrder) {
  const Stream stream = Start();
  FeedClient& one = Live(stream, "room:a");
  FeedClient& two = hub(1).Subscribe("room:a");
  two.received.Await(1);
  stream->Publish("room:a", "e", 1, Message("1"));
  stream->Publish("room:a", "e", 1, Message("again"));
  stream->Publish("room:b", "e", 1, Message("of no client"));
  stream->Publish("room:a", "e", 2, Message("2"));
  const auto expected = ElementsAre("live", Frame("room:a", "1"), Frame("room:a", "2"));
  EXPECT_THAT(one.received.Await(3), expected);
  EXPECT_THAT(two.received.Await(3), expected);
}

TEST_F(FeedTest, DropsEventsOfTypesThatNoServiceDeclares) {
  const Stream stream = Start();
  FeedClient& client = Live(stream, "room:a");
  stream->Publish("room:a", "e", 1, notifications::v1::Position());
  stream->Publish("room:a", "e", 2, Message("2"));
  EXPECT_THAT(client.received.Await(2), ElementsAre("live", Frame("room:a", "2")));
}

TEST_F(FeedTest, IsConnectedOnceTheServiceAnswers) {
  feed_ = std::make_unique<Feed>(
      service_, routes_, [] { return CallContext{}; }, Feed::Options(), registry_);
  const Stream stream = service_.AwaitStream(0);
  stream->Asked(1);
  EXPECT_FALSE(feed_->connected());
  hubs_.push_back(std::make_unique<HubThread>(*feed_, pubsub_metrics_));
  FeedClient& client = hub(0).Subscribe("room:a");
  stream->Asked(2);
  stream->Unsubscribe("edge:hello");
  stream->Subscribe("room:a", "e", 0);
  client.received.Await(1);
  EXPECT_TRUE(feed_->connected());
}

TEST_F(FeedTest, ContinuesAfterTheLastPositionWhenTheStreamWasLost) {
  const Stream lost = Start();
  FeedClient& client = Live(lost, "room:a");
  lost->Publish("room:a", "e", 5, Message("5"));
  client.received.Await(2);
  lost->Lose();
  const Stream stream = service_.AwaitStream(1);
  EXPECT_THAT(stream->Asked(2), ElementsAre("subscribe room:a after e:5", kHello));
  stream->Subscribe("room:a", "e", 5, /*recovered=*/true);
  stream->Publish("room:a", "e", 6, Message("6"));
  EXPECT_THAT(client.received.Await(3),
              ElementsAre("live", Frame("room:a", "5"), Frame("room:a", "6")));
}

TEST_F(FeedTest, AcceptsNoClientBeforeATopicIsResumed) {
  const Stream lost = Start();
  Live(lost, "room:a");
  lost->Lose();
  const Stream stream = service_.AwaitStream(1);
  stream->Asked(2);
  FeedClient& late = hub(1).Subscribe("room:a");
  hub(1).Subscribe("room:b");
  EXPECT_EQ(stream->Asked(3).back(), "subscribe room:b");
  hub(1).Settle();
  EXPECT_THAT(late.received.Now(), IsEmpty());
  stream->Subscribe("room:a", "e", 0, /*recovered=*/true);
  EXPECT_THAT(late.received.Await(1), ElementsAre("live"));
}

TEST_F(FeedTest, ReportsAGapWhenTheServiceCannotRecover) {
  const Stream lost = Start();
  FeedClient& client = Live(lost, "room:a");
  lost->Lose();
  const Stream stream = service_.AwaitStream(1);
  stream->Asked(2);
  FeedClient& late = hub(1).Subscribe("room:a");
  hub(1).Subscribe("room:b");
  stream->Asked(3);
  stream->Subscribe("room:a", "f", 2);
  EXPECT_THAT(client.received.Await(2), ElementsAre("live", "gap"));
  stream->Publish("room:a", "f", 3, Message("3"));
  EXPECT_THAT(late.received.Await(2), ElementsAre("live", Frame("room:a", "3")));
}

TEST_F(FeedTest, ReportsAGapWhenATopicBeginsANewEpoch) {
  const Stream stream = Start();
  FeedClient& client = Live(stream, "room:a");
  stream->Subscribe("room:a", "f", 0);
  EXPECT_THAT(client.received.Await(2), ElementsAre("live", "gap"));
  // No client is left, so the feed unsubscribes.
  EXPECT_EQ(stream->Asked(3).back(), "unsubscribe room:a");
}

TEST_F(FeedTest, ReportsAGapWhenAResumedTopicIsRefused) {
  const Stream lost = Start();
  FeedClient& client = Live(lost, "room:a");
  lost->Lose();
  const Stream stream = service_.AwaitStream(1);
  stream->Asked(2);
  stream->Refuse("room:a", channel::v1::REASON_RATE_LIMITED);
  EXPECT_THAT(client.received.Await(2), ElementsAre("live", "gap"));
}

TEST_F(FeedTest, PassesARefusalToTheWaitingClientsAndAsksAgainForTheNext) {
  const Stream stream = Start();
  FeedClient& one = hub(0).Subscribe("room:a");
  stream->Asked(2);
  // The service leaves out a name that is too long.
  stream->Refuse("", channel::v1::REASON_INVALID_ARGUMENT);
  EXPECT_THAT(one.received.Await(1), ElementsAre("INVALID_ARGUMENT"));
  FeedClient& two = hub(1).Subscribe("room:a");
  EXPECT_EQ(stream->Asked(3).back(), "subscribe room:a");
  stream->Subscribe("room:a", "e", 0);
  EXPECT_THAT(two.received.Await(1), ElementsAre("live"));
}

TEST_F(FeedTest, LetsAJoinWaitForTheNextStream) {
  const Stream lost = Start();
  FeedClient& waiting = hub(0).Subscribe("room:a");
  lost->Asked(2);
  lost->Lose();
  const Stream stream = service_.AwaitStream(1);
  EXPECT_THAT(stream->Asked(2), ElementsAre("subscribe room:a", kHello));
  stream->Subscribe("room:a", "e", 0);
  EXPECT_THAT(waiting.received.Await(1), ElementsAre("live"));
}

TEST_F(FeedTest, LetsAJoinThatComesBetweenTwoStreamsWait) {
  const Stream lost = Start(
      {.stream = {.first_pause = absl::Milliseconds(200), .longest_pause = absl::Seconds(1)}});
  lost->Lose();
  FeedClient& waiting = hub(0).Subscribe("room:a");
  const Stream stream = service_.AwaitStream(1);
  // The client may have come after the pause.
  if (stream->Asked(2).front() == kHello) stream->Unsubscribe("edge:hello");
  stream->Subscribe("room:a", "e", 0);
  EXPECT_THAT(waiting.received.Await(1), ElementsAre("live"));
}

TEST_F(FeedTest, IsUnavailableAtOnceWhileTheServiceIsDown) {
  const Stream lost = Start();
  FeedClient& waiting = hub(0).Subscribe("room:a");
  lost->Asked(2);
  lost->Lose();
  const Stream away = service_.AwaitStream(1);
  away->Asked(2);
  away->Lose();
  EXPECT_THAT(waiting.received.Await(1), ElementsAre("UNAVAILABLE"));
  EXPECT_FALSE(feed_->connected());
}

TEST_F(FeedTest, LosesAStreamThatTakesNoMoreRequests) {
  const Stream stream = Start();
  stream->Fill();
  hub(0).Subscribe("room:a");
  EXPECT_EQ(stream->AwaitFinish(), 1);
  EXPECT_THAT(service_.AwaitStream(1)->Asked(2), ElementsAre("subscribe room:a", kHello));
}

TEST_F(FeedTest, RefusesATopicWithoutAnAnswerInTime) {
  const Stream stream = Start({.follow_limit = absl::Milliseconds(1)});
  EXPECT_THAT(hub(0).Subscribe("room:a").received.Await(1), ElementsAre("UNAVAILABLE"));
  EXPECT_THAT(stream->Asked(3), ElementsAre(kHello, "subscribe room:a", "unsubscribe room:a"));
}

TEST_F(FeedTest, UnsubscribesWhenTheLastHubLeaves) {
  const Stream stream = Start();
  FeedClient& one = Live(stream, "room:a");
  FeedClient& two = hub(1).Subscribe("room:a");
  two.received.Await(1);
  hub(0).Leave(one);
  hub(0).Subscribe("room:b");
  EXPECT_EQ(stream->Asked(3).back(), "subscribe room:b");
  hub(1).Leave(two);
  EXPECT_EQ(stream->Asked(4).back(), "unsubscribe room:a");
}

TEST_F(FeedTest, FollowsAgainWhileALeaveIsUnanswered) {
  const Stream stream = Start();
  hub(0).Leave(Live(stream, "room:a"));
  stream->Asked(3);
  FeedClient& again = hub(0).Subscribe("room:a");
  EXPECT_EQ(stream->Asked(4).back(), "subscribe room:a");
  FeedClient& other = hub(0).Subscribe("room:b");
  stream->Asked(5);
  // An event of the subscription that has ended.
  stream->Publish("room:a", "e", 1, Message("1"));
  stream->Unsubscribe("room:a");
  stream->Subscribe("room:a", "e", 1);
  stream->Publish("room:a", "e", 2, Message("2"));
  stream->Subscribe("room:b", "e", 0);
  other.received.Await(1);
  EXPECT_THAT(again.received.Await(2), ElementsAre("live", Frame("room:a", "2")));
}

TEST_F(FeedTest, IgnoresTheLateAnswerToAnOlderRequest) {
  const Stream stream = Start();
  hub(0).Leave(hub(0).Subscribe("room:a"));
  stream->Asked(3);
  FeedClient& again = hub(0).Subscribe("room:a");
  FeedClient& other = hub(0).Subscribe("room:b");
  stream->Asked(5);
  stream->Refuse("room:a", channel::v1::REASON_RATE_LIMITED);
  stream->Unsubscribe("room:a");
  hub(0).Subscribe("room:c");
  stream->Asked(6);
  hub(0).Settle();
  EXPECT_THAT(again.received.Now(), IsEmpty());
  stream->Subscribe("room:a", "e", 0);
  stream->Subscribe("room:b", "e", 0);
  other.received.Await(1);
  EXPECT_THAT(again.received.Await(1), ElementsAre("live"));
}

TEST_F(FeedTest, TakesNoNewEpochForTheAnswerToARequest) {
  const Stream stream = Start();
  hub(0).Leave(Live(stream, "room:a"));
  stream->Asked(3);
  FeedClient& again = hub(0).Subscribe("room:a");
  stream->Asked(4);
  stream->Subscribe("room:a", "f", 0);  // Without a request: the leave has no answer yet.
  stream->Unsubscribe("room:a");
  FeedClient& late = hub(1).Subscribe("room:a");
  hub(1).Subscribe("room:b");
  stream->Asked(5);
  hub(1).Settle();
  EXPECT_THAT(late.received.Now(), IsEmpty());
  stream->Subscribe("room:a", "f", 0);
  EXPECT_THAT(again.received.Await(1), ElementsAre("live"));
  EXPECT_THAT(late.received.Await(1), ElementsAre("live"));
}

TEST_F(FeedTest, ResumesManyTopicsInPortions) {
  constexpr int kTopics = 2500;
  const Stream lost = Start();
  std::vector<FeedClient*> clients;
  for (int i = 0; i < kTopics; ++i) {
    const std::string topic = "room:" + std::to_string(i);
    clients.push_back(&hub(i % 3).Subscribe(topic));
  }
  const std::vector<std::string> asked = lost->Asked(1 + kTopics);
  for (int i = 1; i <= kTopics; ++i) lost->Subscribe(asked[i].substr(10), "e", 0);
  for (FeedClient* client : clients) client->received.Await(1);
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
  EXPECT_THAT(clients[7]->received.Await(2), ElementsAre("live", Frame("room:7", "1")));
}

}  // namespace
}  // namespace lossy::edge
