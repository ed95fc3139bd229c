#include "edge/pubsub/topic_catch_up.h"

#include "absl/strings/str_cat.h"
#include "edge/pubsub/feed_fixture.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;

using FeedRecoveryTest = FeedTest;

TEST_F(FeedRecoveryTest, ReadsMissedEventsAndKeepsNewOnes) {
  const Stream stream = Start();
  FeedClient& client = hub(0).Subscribe("room:a", At(2));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 4);
  const auto reading = service_.AwaitReading(0);
  EXPECT_EQ(reading->asked(), "room:a after e:2");
  stream->Publish("room:a", "e", 5, Message("5"));
  reading->Give(Log("room:a", 2, 5, 5));
  EXPECT_THAT(client.received.Await(4),
              ElementsAre("recovered e:2", Positioned("room:a", 3), Positioned("room:a", 4),
                          Positioned("room:a", 5)));
  stream->Publish("room:a", "e", 6, Message("6"));
  EXPECT_THAT(client.received.Await(5).back(), Positioned("room:a", 6));
}

TEST_F(FeedRecoveryTest, ReadsInPortions) {
  const Stream stream = Start();
  FeedClient& client = hub(0).Subscribe("room:a", At(0));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 3);
  service_.AwaitReading(0)->Give(Log("room:a", 0, 2, 3));
  const auto second = service_.AwaitReading(1);
  EXPECT_EQ(second->asked(), "room:a after e:2");
  second->Give(Log("room:a", 2, 3, 3));
  EXPECT_THAT(client.received.Await(4),
              ElementsAre("recovered e:0", Positioned("room:a", 1), Positioned("room:a", 2),
                          Positioned("room:a", 3)));
}

TEST_F(FeedRecoveryTest, ReadsOnceForAllReconnectedClients) {
  const Stream stream = Start();
  FeedClient& one = hub(0).Subscribe("room:a", At(2));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 4);
  const auto reading = service_.AwaitReading(0);
  FeedClient& two = hub(1).Subscribe("room:a", At(2));
  FeedClient& three = hub(2).Subscribe("room:a", At(3));
  // The feed has received all questions when the hubs have settled.
  hub(1).Settle();
  hub(2).Settle();
  reading->Give(Log("room:a", 2, 4, 4));
  for (FeedClient* client : {&one, &two}) {
    EXPECT_THAT(client->received.Await(3),
                ElementsAre("recovered e:2", Positioned("room:a", 3), Positioned("room:a", 4)));
  }
  EXPECT_THAT(three.received.Await(2), ElementsAre("recovered e:3", Positioned("room:a", 4)));
  EXPECT_EQ(service_.readings(), 1);
}

TEST_F(FeedRecoveryTest, TakesRecentEventsFromMemory) {
  const Stream stream = Start();
  FeedClient& client = Live(stream, "room:a");
  for (int i = 1; i <= 3; ++i) stream->Publish("room:a", "e", i, Message(absl::StrCat(i)));
  client.received.Await(4);
  EXPECT_THAT(hub(1).Subscribe("room:a", At(1)).received.Await(3),
              ElementsAre("recovered e:1", Positioned("room:a", 2), Positioned("room:a", 3)));
  EXPECT_EQ(service_.readings(), 0);
}

TEST_F(FeedRecoveryTest, RecoversNothingFromMemoryForAPositionOfAnotherRun) {
  const Stream stream = Start();
  FeedClient& client = Live(stream, "room:a");
  stream->Publish("room:a", "e", 1, Message("1"), /*run=*/7);
  stream->Publish("room:a", "e", 2, Message("2"), /*run=*/7);
  client.received.Await(3);
  for (int offset : {1, 2}) {
    const Position lost{.epoch = "e", .offset = offset, .run = 6};
    EXPECT_THAT(hub(1).Subscribe("room:a", lost).received.Await(1), ElementsAre("live"));
  }
  const Position kept{.epoch = "e", .offset = 1, .run = 7};
  EXPECT_EQ(hub(1).Subscribe("room:a", kept).received.Await(1).front(), "recovered e:1");
  EXPECT_EQ(hub(1).Subscribe("room:a", At(1)).received.Await(1).front(), "recovered e:1");
}

TEST_F(FeedRecoveryTest, AsksTheServiceForTheRunOfAnOlderPosition) {
  const Stream stream = Start();
  FeedClient& client = hub(0).Subscribe("room:a", Position{.epoch = "e", .offset = 2, .run = 6});
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 4);
  const auto reading = service_.AwaitReading(0);
  EXPECT_EQ(reading->asked(), "room:a after e:2 of run 6");
  reading->Fail(absl::OutOfRangeError("the log went back"));
  EXPECT_THAT(client.received.Await(1), ElementsAre("live"));
}

TEST_F(FeedRecoveryTest, AsksForTheRunOfAPositionThatAClientGaveWithoutOne) {
  const Stream stream = Start();
  FeedClient& client = hub(0).Subscribe("room:a", At(2));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 3);
  service_.AwaitReading(0)->Give(Log("room:a", 2, 3, 3));
  client.received.Await(2);
  for (int i : {1, 2}) {
    FeedClient& other = hub(1).Subscribe("room:a", Position{.epoch = "e", .offset = 2, .run = 6});
    const auto reading = service_.AwaitReading(i);
    EXPECT_EQ(reading->asked(), "room:a after e:2 of run 6");
    if (i == 1) {
      reading->Fail(absl::OutOfRangeError("the log went back"));
      EXPECT_THAT(other.received.Await(1), ElementsAre("live"));
    } else {
      reading->Give(Log("room:a", 2, 3, 3));
      EXPECT_EQ(other.received.Await(1).front(), "recovered e:2");
    }
  }
  hub(1).Subscribe("room:a", Position{.epoch = "e", .offset = 2, .run = 6}).received.Await(1);
  EXPECT_EQ(service_.readings(), 3);
}

TEST_F(FeedRecoveryTest, ContinuesAfterAPositionWithItsRun) {
  const Stream lost = Start();
  FeedClient& client = Live(lost, "room:a");
  lost->Publish("room:a", "e", 1, Message("1"), /*run=*/7);
  client.received.Await(2);
  lost->Lose();
  EXPECT_THAT(Connect(1)->Asked(2), ElementsAre(kHello, "subscribe room:a after e:1 of run 7"));
}

TEST_F(FeedRecoveryTest, RecoversFromMemoryWhileTheServiceIsUnavailable) {
  const Stream stream = Start();
  FeedClient& client = Live(stream, "room:a");
  stream->Publish("room:a", "e", 1, Message("1"));
  client.received.Await(2);
  stream->Lose();
  service_.AwaitStream(1);
  EXPECT_THAT(hub(0).Subscribe("room:a", At(0)).received.Await(2),
              ElementsAre("recovered e:0", Positioned("room:a", 1)));
}

TEST_F(FeedRecoveryTest, RecoversNoEventThatTheLogTrimmed) {
  const Stream stream = Start();
  FeedClient& client = hub(0).Subscribe("room:a", At(2));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 4);
  service_.AwaitReading(0)->Fail(absl::OutOfRangeError("history does not reach back"));
  EXPECT_THAT(client.received.Await(1), ElementsAre("live"));
  stream->Publish("room:a", "e", 5, Message("5"));
  EXPECT_THAT(client.received.Await(2).back(), Positioned("room:a", 5));
}

TEST_F(FeedRecoveryTest, RecoversNothingBeyondItsBounds) {
  const Stream stream = Start({.recent = {.events = 2}});
  FeedClient& client = hub(0).Subscribe("room:a", At(0));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 3);
  service_.AwaitReading(0)->Give(Log("room:a", 0, 3, 3));
  EXPECT_THAT(client.received.Await(1), ElementsAre("live"));
  EXPECT_THAT(hub(0).Subscribe("room:a", At(3)).received.Await(1), ElementsAre("recovered e:3"));
}

TEST_F(FeedRecoveryTest, RefusesARecoveryWhileTheServiceIsUnavailable) {
  const Stream stream = Start();
  FeedClient& client = hub(0).Subscribe("room:a", At(2));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 4);
  service_.AwaitReading(0)->Fail(absl::UnavailableError("gone"));
  EXPECT_THAT(client.received.Await(1), ElementsAre("UNAVAILABLE"));
}

TEST_F(FeedRecoveryTest, WaitsForEventsThatTheClientReceivedElsewhere) {
  const Stream stream = Start();
  FeedClient& client = hub(0).Subscribe("room:a", At(5));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 4);
  service_.AwaitReading(0)->Give(Log("room:a", 5, 5, 5));
  stream->Publish("room:a", "e", 5, Message("5"));
  EXPECT_THAT(client.received.Await(1), ElementsAre("recovered e:5"));
  stream->Publish("room:a", "e", 6, Message("6"));
  EXPECT_THAT(client.received.Await(2).back(), Positioned("room:a", 6));
}

TEST_F(FeedRecoveryTest, DoesNotWaitForMissingEvents) {
  const Stream stream = Start();
  FeedClient& client = hub(0).Subscribe("room:a", At(99));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 4);
  service_.AwaitReading(0)->Fail(absl::OutOfRangeError("history does not reach there"));
  EXPECT_THAT(client.received.Await(1), ElementsAre("live"));
}

TEST_F(FeedRecoveryTest, GivesARecoveringClientTheBeginningOfTheNewEpoch) {
  const Stream stream = Start();
  FeedClient& client = hub(0).Subscribe("room:a", At(2));
  stream->Asked(2);
  stream->Subscribe("room:a", "e", 4);
  service_.AwaitReading(0);
  stream->Subscribe("room:a", "f", 0);  // Without a request.
  EXPECT_THAT(stream->Asked(4),
              ElementsAre(kHello, "subscribe room:a", "unsubscribe room:a", "subscribe room:a"));
  stream->Unsubscribe("room:a");
  stream->Subscribe("room:a", "f", 0);
  EXPECT_THAT(client.received.Await(1), ElementsAre("live"));
}

TEST_F(FeedRecoveryTest, DropsTheOlderHalfBeyondTheTotal) {
  const Stream stream = Start({.recent_total_bytes = 1});
  FeedClient& client = Live(stream, "room:a");
  stream->Publish("room:a", "e", 1, Message("1"));
  stream->Publish("room:a", "e", 2, Message("2"));
  client.received.Await(3);
  hub(1).Subscribe("room:a", At(1));
  EXPECT_EQ(service_.AwaitReading(0)->asked(), "room:a after e:1");
}

}  // namespace
}  // namespace lossy::edge
