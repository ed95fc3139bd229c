#include "edge/pubsub/feed.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/testing/eventually.h"
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
  stream->Unsubscribe(kHelloTopic);
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
  const Stream stream = Connect(1);
  EXPECT_THAT(stream->Asked(2), ElementsAre(kHello, "subscribe room:a after e:5"));
  stream->Subscribe("room:a", "e", 5, /*recovered=*/true);
  stream->Publish("room:a", "e", 6, Message("6"));
  EXPECT_THAT(client.received.Await(3),
              ElementsAre("live", Frame("room:a", "5"), Frame("room:a", "6")));
}

TEST_F(FeedTest, AcceptsNoClientBeforeATopicIsResumed) {
  const Stream lost = Start();
  Live(lost, "room:a");
  lost->Lose();
  const Stream stream = Connect(1);
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
  const Stream stream = Connect(1);
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
  const Stream stream = Connect(1);
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
  const Stream stream = Connect(1);
  EXPECT_THAT(stream->Asked(2), ElementsAre(kHello, "subscribe room:a"));
  stream->Subscribe("room:a", "e", 0);
  EXPECT_THAT(waiting.received.Await(1), ElementsAre("live"));
}

TEST_F(FeedTest, LetsAJoinThatComesBetweenTwoStreamsWait) {
  const Stream lost = Start(
      {.stream = {.first_pause = absl::Milliseconds(200), .longest_pause = absl::Seconds(1)}});
  lost->Lose();
  FeedClient& waiting = hub(0).Subscribe("room:a");
  const Stream stream = Connect(1);
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 0);
  EXPECT_THAT(waiting.received.Await(1), ElementsAre("live"));
}

TEST_F(FeedTest, IsUnavailableAtOnceWhileTheServiceIsDown) {
  const Stream lost = Start();
  FeedClient& waiting = hub(0).Subscribe("room:a");
  lost->Asked(2);
  lost->Lose();
  const Stream away = service_.AwaitStream(1);
  away->Asked(1);
  away->Lose();
  EXPECT_THAT(waiting.received.Await(1), ElementsAre("UNAVAILABLE"));
  EXPECT_FALSE(feed_->connected());
}

TEST_F(FeedTest, LosesAStreamThatTakesNoMoreRequests) {
  const Stream stream = Start();
  stream->Fill();
  hub(0).Subscribe("room:a");
  EXPECT_EQ(stream->AwaitFinish(), 1);
  EXPECT_THAT(Connect(1)->Asked(2), ElementsAre(kHello, "subscribe room:a"));
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

// Feeds that follow many topics, of which the first stream was lost.
class FeedResumeTest : public FeedTest {
 protected:
  static std::string Topic(std::size_t index) { return absl::StrCat("room:", index); }

  // Makes `count` topics live, one client each, and loses the stream.
  void LoseStreamOf(std::size_t count) {
    const Stream lost = Start();
    for (std::size_t i = 0; i < count; ++i) clients_.push_back(&hub(i % 3).Subscribe(Topic(i)));
    for (const std::string& asked : lost->Asked(1 + count)) {
      if (asked != kHello) lost->Subscribe(asked.substr(10), "e", 0);
    }
    for (FeedClient* client : clients_) client->received.Await(1);
    lost->Lose();
  }

  // Answers the requests of the stream from `answered` until it has received `count`. Returns the
  // largest number of requests that waited for an answer.
  std::size_t Continue(const Stream& stream, std::size_t answered, std::size_t count) {
    std::size_t most = 0;
    while (answered < count) {
      const std::vector<std::string> asked = stream->Asked(answered + 1);
      most = std::max(most, asked.size() - answered);
      for (; answered < asked.size(); ++answered) {
        const std::string& request = asked[answered];
        const std::string topic = request.substr(10, request.find(" after") - 10);
        stream->Subscribe(topic, "e", 0, /*recovered=*/true);
      }
    }
    return most;
  }

  std::vector<FeedClient*> clients_;
};

TEST_F(FeedResumeTest, ResumesManyTopicsInPortions) {
  LoseStreamOf(2500);
  const Stream stream = Connect(1);
  EXPECT_LE(Continue(stream, 1, 2501), 1024u);
  EXPECT_EQ(stream->messages(), 2501) << "the service reported no batches";
  stream->Publish(Topic(7), "e", 1, Message("1"));
  EXPECT_THAT(clients_[7]->received.Await(2), ElementsAre("live", Frame(Topic(7), "1")));
}

TEST_F(FeedResumeTest, ResumesTopicsInFullBatches) {
  LoseStreamOf(2500);
  const Stream stream = service_.AwaitStream(1);
  EXPECT_THAT(stream->Asked(1), ElementsAre(kHello));
  stream->AcceptBatches(kHelloTopic, 256);
  EXPECT_LE(Continue(stream, 1, 2501), 1024u);
  // One for the first request, nine of 256 topics, and one of the last 196.
  EXPECT_EQ(stream->messages(), 11);
}

TEST_F(FeedResumeTest, ReadsTheResponsesOfABatchInTheirOrder) {
  LoseStreamOf(1);
  const Stream stream = Connect(1);
  stream->Asked(2);
  notifications::v1::SubscribeResponse batch;
  auto& subscribed = *batch.mutable_batch()->add_responses()->mutable_subscribed();
  subscribed.set_topic(Topic(0));
  subscribed.set_recovered(true);
  *subscribed.mutable_position() = Log(Topic(0), 0, 0, 0).head();
  *batch.mutable_batch()->add_responses()->mutable_event() = Log(Topic(0), 0, 1, 1).events(0);
  stream->Answer(batch);
  EXPECT_THAT(clients_[0]->received.Await(2), ElementsAre("live", Frame(Topic(0), "1")));
}

TEST_F(FeedResumeTest, IsSettledOnceAllTopicsAreLive) {
  LoseStreamOf(3);
  const Stream stream = Connect(1);
  stream->Asked(4);
  EXPECT_FALSE(feed_->topics_settled());
  EXPECT_EQ(feed_->topics_not_live(), 3u);
  // The first topic is continued, the second one is not possible, and no client is left of the
  // third.
  const std::vector<std::string> asked = stream->Asked(4);
  std::vector<std::string> topics;
  for (std::size_t i = 1; i < asked.size(); ++i) {
    topics.push_back(asked[i].substr(10, asked[i].find(" after") - 10));
  }
  stream->Subscribe(topics[0], "e", 0, /*recovered=*/true);
  stream->Refuse(topics[1], channel::v1::REASON_RATE_LIMITED);
  for (std::size_t i = 0; i < 3; ++i) {
    if (topics[2] == Topic(i)) hub(static_cast<int>(i)).Leave(*clients_[i]);
  }
  EXPECT_EQ(stream->Asked(5).back(), "unsubscribe " + topics[2]);
  EXPECT_TRUE(base::Eventually([&] { return feed_->topics_settled(); }));
  EXPECT_EQ(feed_->topics_not_live(), 0u);
}

TEST_F(FeedResumeTest, IsNotSettledBeforeItIsConnected) {
  LoseStreamOf(1);
  service_.AwaitStream(1);
  EXPECT_FALSE(feed_->topics_settled());
}

}  // namespace
}  // namespace lossy::edge
