#include "services/notifications/presence/presence_replicator.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/presence/replicas_fixture.h"

namespace lossy::notifications {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PresenceReplicatorTest : public testing::Test {
 protected:
  PresenceReplicatorTest() { replicas_.Run(absl::Seconds(2)); }

  // Begins to watch. The watcher receives the same as a stream to replica `i`.
  std::shared_ptr<FakeSubscriber> WatchAt(std::size_t i) {
    auto watcher = std::make_shared<FakeSubscriber>();
    EXPECT_TRUE(replicas_[i].tracker().Watch("a", watcher).ok());
    watcher->Take();
    return watcher;
  }

  // Moves a presence from a stream to replica `from` to one to replica `to`.
  void Move(std::size_t from, std::size_t to) {
    replicas_[from].tracker().Release("a", "r1", this);
    replicas_[to].Track("a", "r1", this);
  }

  ReplicasFixture replicas_{3};
};

TEST_F(PresenceReplicatorTest, APresenceAppearsAtAllReplicas) {
  replicas_[0].Track("a", "r1", this);
  replicas_[1].Track("a", "r2", this);
  replicas_.Run(absl::Milliseconds(50));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(replicas_[i].PresentRefs("a"), ElementsAre("r1", "r2"));
}

TEST_F(PresenceReplicatorTest, ALeaveReachesAllReplicas) {
  replicas_[0].Track("a", "r1", this);
  replicas_.Run(absl::Milliseconds(50));
  replicas_[0].tracker().Untrack("a", "r1");
  replicas_.Run(absl::Milliseconds(50));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(replicas_[i].PresentRefs("a"), IsEmpty());
}

TEST_F(PresenceReplicatorTest, AnUpdateIsSentAsOneChange) {
  replicas_[0].Track("a", "r1", this);
  replicas_.Run(absl::Milliseconds(50));
  const auto watcher = WatchAt(1);
  replicas_[0].Track("a", "r2", this, "r1");
  replicas_.Run(absl::Milliseconds(100));
  const auto received = watcher->Take();
  ASSERT_EQ(received.size(), 1);
  EXPECT_EQ(received[0].presence_changed().joined(0).replaces(), "r1");
  EXPECT_THAT(received[0].presence_changed().left(), ElementsAre("r1"));
}

TEST_F(PresenceReplicatorTest, AStreamMayMoveToAnotherReplicaUnnoticed) {
  replicas_[0].Track("a", "r1", this);
  replicas_.Run(absl::Seconds(1));
  const auto watcher = WatchAt(2);
  Move(0, 1);
  replicas_.Run(absl::Seconds(20));
  Move(1, 0);
  replicas_.Run(absl::Seconds(20));
  Move(0, 1);
  Move(1, 2);
  replicas_.Run(absl::Seconds(20));
  EXPECT_THAT(watcher->Take(), IsEmpty());
  for (int i = 0; i < 3; ++i) EXPECT_THAT(replicas_[i].PresentRefs("a"), ElementsAre("r1"));
}

TEST_F(PresenceReplicatorTest, AStreamMayLeaveAtAReplicaThatItHasMovedTo) {
  replicas_[0].Track("a", "r1", this);
  replicas_.Run(absl::Seconds(1));
  replicas_[1].Track("a", "r1", this);
  replicas_[1].tracker().Untrack("a", "r1");
  replicas_.Run(absl::Milliseconds(50));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(replicas_[i].PresentRefs("a"), IsEmpty());
}

TEST_F(PresenceReplicatorTest, PresencesOfABrokenStreamLeaveAllReplicasAfterTheLease) {
  replicas_[0].Track("a", "r1", this);
  replicas_.Run(absl::Milliseconds(50));
  replicas_[0].tracker().Release("a", "r1", this);
  replicas_.Run(absl::Seconds(4.9));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(replicas_[i].PresentRefs("a"), ElementsAre("r1"));
  replicas_.Run(absl::Milliseconds(200));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(replicas_[i].PresentRefs("a"), IsEmpty());
}

TEST_F(PresenceReplicatorTest, PresencesOfAKilledReplicaLeaveAfterItsSilenceAndALease) {
  replicas_[0].Track("a", "r1", this);
  replicas_.Run(absl::Milliseconds(50));
  replicas_.Restart(0);
  replicas_.Run(absl::Seconds(9));
  EXPECT_THAT(replicas_[1].PresentRefs("a"), ElementsAre("r1"));
  replicas_.Run(absl::Seconds(1.2));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(replicas_[i].PresentRefs("a"), IsEmpty()) << i;
}

TEST_F(PresenceReplicatorTest, AStreamOfAKilledReplicaMayContinueAtAnother) {
  replicas_[0].Track("a", "r1", this);
  replicas_.Run(absl::Seconds(1));
  const auto watcher = WatchAt(2);
  replicas_.Restart(0);
  replicas_.Run(absl::Seconds(8));
  replicas_[1].Track("a", "r1", this);
  replicas_.Run(absl::Seconds(20));
  EXPECT_THAT(watcher->Take(), IsEmpty());
}

TEST_F(PresenceReplicatorTest, PresencesOfAStoppedReplicaLeaveAfterALease) {
  replicas_[0].Track("a", "r1", this);
  replicas_.Run(absl::Seconds(1));
  replicas_[0].replicator().Stop();
  replicas_.Run(absl::Seconds(4.9));
  EXPECT_THAT(replicas_[1].PresentRefs("a"), ElementsAre("r1"));
  replicas_.Run(absl::Seconds(0.3));
  EXPECT_THAT(replicas_[1].PresentRefs("a"), IsEmpty());
}

TEST_F(PresenceReplicatorTest, ANewReplicaReceivesAllPresences) {
  for (int i = 0; i < 3000; ++i)
    replicas_[0].Track("a", absl::StrCat(i, std::string(60, 'x')), this);
  replicas_.Run(absl::Milliseconds(50));
  replicas_.Restart(2);
  replicas_.Run(absl::Seconds(1));
  EXPECT_EQ(replicas_[2].PresentRefs("a").size(), 3000);
}

TEST_F(PresenceReplicatorTest, ChangesDuringAStateTransferAreNotLost) {
  for (int i = 0; i < 20'000; ++i)
    replicas_[0].Track("b", absl::StrCat(i, std::string(60, 'x')), this);
  replicas_.Run(absl::Milliseconds(50));
  replicas_.Restart(2);
  std::set<std::string> there;
  for (int i = 0; i < 40; ++i) {
    const std::string ref = absl::StrCat("r", i);
    replicas_[0].Track("a", ref, this);
    if (i % 2 == 0) replicas_[0].tracker().Untrack("a", absl::StrCat("r", i / 2));
    replicas_.Run(absl::Milliseconds(50));
  }
  EXPECT_EQ(replicas_[2].PresentRefs("a"), replicas_[0].PresentRefs("a"));
  EXPECT_EQ(replicas_[2].PresentRefs("b").size(), 10'000);
}

TEST_F(PresenceReplicatorTest, MissedChangesAreRecovered) {
  replicas_[0].Track("a", "r1", this);
  replicas_.Run(absl::Milliseconds(50));
  replicas_[1].losses = 1;
  replicas_[0].Track("a", "r2", this);
  replicas_[0].tracker().Untrack("a", "r1");
  replicas_.Run(absl::Milliseconds(50));
  EXPECT_THAT(replicas_[1].PresentRefs("a"), ElementsAre("r1"));
  replicas_.Run(absl::Seconds(8));
  EXPECT_THAT(replicas_[1].PresentRefs("a"), ElementsAre("r2"));
  EXPECT_EQ(replicas_[1].replica_metrics().gaps.Value(), 1);
}

TEST_F(PresenceReplicatorTest, PresencesDoNotChangeDuringABusOutage) {
  replicas_[0].Track("a", "r1", this);
  replicas_.Run(absl::Milliseconds(50));
  const auto watcher = WatchAt(1);
  for (int i = 0; i < 3; ++i) replicas_[i].reached = replicas_[i].connected_to_bus = false;
  replicas_.Run(absl::Seconds(50));
  for (int i = 0; i < 3; ++i) replicas_[i].reached = replicas_[i].connected_to_bus = true;
  replicas_.Run(absl::Seconds(20));
  EXPECT_THAT(watcher->Take(), IsEmpty());
}

TEST_F(PresenceReplicatorTest, ATimelyDetectedBusHangEndsNoPresence) {
  replicas_[0].Track("a", "r1", this);
  replicas_.Run(absl::Milliseconds(50));
  const auto watcher = WatchAt(1);
  for (int i = 0; i < 3; ++i) replicas_[i].reached = false;
  replicas_.Run(absl::Seconds(4));
  for (int i = 0; i < 3; ++i) replicas_[i].connected_to_bus = false;
  replicas_.Run(absl::Seconds(50));
  for (int i = 0; i < 3; ++i) replicas_[i].reached = replicas_[i].connected_to_bus = true;
  replicas_.Run(absl::Seconds(20));
  EXPECT_THAT(watcher->Take(), IsEmpty());
}

TEST_F(PresenceReplicatorTest, AFloodOnTheBusEndsNoPresence) {
  replicas_[0].Track("a", "r1", this);
  replicas_.Run(absl::Milliseconds(50));
  const auto watcher = WatchAt(1);
  replicas_[1].overrun_by_bus = true;
  replicas_[1].reached = false;
  replicas_.Run(absl::Seconds(50));
  replicas_[1].overrun_by_bus = false;
  replicas_[1].reached = true;
  replicas_.Run(absl::Seconds(20));
  EXPECT_THAT(watcher->Take(), IsEmpty());
}

TEST_F(PresenceReplicatorTest, ALongBusOutageEndsPresencesOfUnknownReplicas) {
  replicas_[0].Track("a", "r1", this);
  replicas_.Run(absl::Milliseconds(50));
  for (int i = 0; i < 3; ++i) replicas_[i].reached = replicas_[i].connected_to_bus = false;
  replicas_.Run(absl::Seconds(66));
  EXPECT_THAT(replicas_[0].PresentRefs("a"), ElementsAre("r1"));
  EXPECT_THAT(replicas_[1].PresentRefs("a"), IsEmpty());
  for (int i = 0; i < 3; ++i) replicas_[i].reached = replicas_[i].connected_to_bus = true;
  replicas_.Run(absl::Seconds(3));
  EXPECT_THAT(replicas_[1].PresentRefs("a"), ElementsAre("r1"));
}

TEST_F(PresenceReplicatorTest, AStreamMayMoveToAnotherReplicaDuringABusOutage) {
  replicas_[0].Track("a", "r1", this);
  replicas_.Run(absl::Seconds(4));
  const std::shared_ptr<FakeSubscriber> watchers[] = {WatchAt(0), WatchAt(1), WatchAt(2)};
  for (int i = 0; i < 3; ++i) replicas_[i].reached = replicas_[i].connected_to_bus = false;
  replicas_.Run(absl::Seconds(3));
  Move(0, 1);
  replicas_.Run(absl::Seconds(20));
  for (int i = 0; i < 3; ++i) replicas_[i].reached = replicas_[i].connected_to_bus = true;
  replicas_.Run(absl::Seconds(20));
  for (const auto& watcher : watchers) EXPECT_THAT(watcher->Take(), IsEmpty());
}

TEST_F(PresenceReplicatorTest, AHungReplicaHandlesWaitingMessagesBeforeItEndsLeases) {
  replicas_[0].Track("a", "r1", this);
  replicas_.Run(absl::Seconds(4));
  const auto watcher = WatchAt(1);
  replicas_[0].replicator().Stop();
  replicas_.Run(absl::Milliseconds(50));
  replicas_[1].hangs = true;
  replicas_[2].Track("a", "r1", this);
  replicas_.Run(absl::Seconds(8));
  replicas_[1].hangs = false;
  replicas_.Run(absl::Seconds(20));
  EXPECT_THAT(watcher->Take(), IsEmpty());
}

TEST_F(PresenceReplicatorTest, AnUnstableBusKeepsNoEndedPresence) {
  replicas_[0].Track("a", "r1", this);
  replicas_.Run(absl::Milliseconds(50));
  replicas_.Restart(0);
  for (int i = 0; i < 20; ++i) {
    replicas_[1].connected_to_bus = i % 2 == 1;
    replicas_.Run(absl::Seconds(4));
  }
  replicas_.Run(absl::Seconds(5));
  EXPECT_THAT(replicas_[1].PresentRefs("a"), IsEmpty());
}

TEST_F(PresenceReplicatorTest, AcceptsClaimsOfOtherReplicasBeyondItsOwnBounds) {
  for (int i = 0; i < 6; ++i) {
    for (int j = 0; j < 5000; ++j) replicas_[i % 3].Track("a", absl::StrCat(i, "-", j), this);
  }
  replicas_.Run(absl::Seconds(5));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(replicas_[i].PresentRefs("a").size(), 30'000);
}

TEST_F(PresenceReplicatorTest, AHungReplicaEndsNoPresenceOfOtherReplicas) {
  replicas_[0].Track("a", "r1", this);
  replicas_.Run(absl::Milliseconds(50));
  const auto watcher = WatchAt(1);
  replicas_[1].hangs = true;
  replicas_.Run(absl::Seconds(60));
  replicas_[1].hangs = false;
  replicas_.Run(absl::Seconds(20));
  EXPECT_THAT(watcher->Take(), IsEmpty());
}

TEST_F(PresenceReplicatorTest, MalformedMessagesAreDropped) {
  replicas_[0].replicator().OnMessage("\xff\xff");
  replicas_[1].Track("a", "r1", this);
  replicas_.Run(absl::Milliseconds(50));
  EXPECT_THAT(replicas_[0].PresentRefs("a"), ElementsAre("r1"));
}

TEST_F(PresenceReplicatorTest, TicksRarelyAtRest) {
  for (std::size_t i = 0; i < replicas_.size(); ++i) replicas_[i].ticks = 0;
  replicas_.Run(absl::Seconds(10));
  for (std::size_t i = 0; i < replicas_.size(); ++i) EXPECT_EQ(replicas_[i].ticks, 50);
}

TEST_F(PresenceReplicatorTest, TicksSoonAfterAChangeAndForANewReplica) {
  replicas_[0].Track("a", "r1", this);
  EXPECT_EQ(replicas_[0].tracker().ticks().due(), absl::InfinitePast());
  replicas_.Run(absl::Milliseconds(50));
  EXPECT_EQ(replicas_[1].tracker().ticks().due(), absl::InfinitePast());
  replicas_.Run(absl::Milliseconds(50));
  EXPECT_GT(replicas_[1].tracker().ticks().due(), replicas_.clock().Steady());
  replicas_.Restart(2);
  replicas_.Run(absl::Milliseconds(50));
  EXPECT_EQ(replicas_[1].tracker().ticks().due(), absl::InfinitePast());
}

}  // namespace
}  // namespace lossy::notifications
