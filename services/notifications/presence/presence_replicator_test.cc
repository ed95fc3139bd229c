#include "services/notifications/presence/presence_replicator.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/presence/presence_cluster.h"

namespace lossy::notifications {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PresenceReplicatorTest : public testing::Test {
 protected:
  PresenceReplicatorTest() { cluster_.Run(absl::Seconds(2)); }

  // Begins to watch. The watcher receives the same as a stream to node `i`.
  std::shared_ptr<FakeSubscriber> WatchAt(std::size_t i) {
    auto watcher = std::make_shared<FakeSubscriber>();
    EXPECT_TRUE(cluster_[i].tracker().Watch("a", watcher).ok());
    watcher->Take();
    return watcher;
  }

  // Moves a presence from a stream to node `from` to one to node `to`.
  void Move(std::size_t from, std::size_t to) {
    cluster_[from].tracker().Release("a", "r1", this);
    cluster_[to].Track("a", "r1", this);
  }

  PresenceCluster cluster_{3};
};

TEST_F(PresenceReplicatorTest, WhoIsThereIsThereForAll) {
  cluster_[0].Track("a", "r1", this);
  cluster_[1].Track("a", "r2", this);
  cluster_.Run(absl::Milliseconds(50));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(cluster_[i].There("a"), ElementsAre("r1", "r2"));
}

TEST_F(PresenceReplicatorTest, WhoLeavesLeavesForAll) {
  cluster_[0].Track("a", "r1", this);
  cluster_.Run(absl::Milliseconds(50));
  cluster_[0].tracker().Untrack("a", "r1");
  cluster_.Run(absl::Milliseconds(50));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(cluster_[i].There("a"), IsEmpty());
}

TEST_F(PresenceReplicatorTest, AnUpdateIsToldAsOne) {
  cluster_[0].Track("a", "r1", this);
  cluster_.Run(absl::Milliseconds(50));
  const auto watcher = WatchAt(1);
  cluster_[0].Track("a", "r2", this, "r1");
  cluster_.Run(absl::Milliseconds(100));
  const auto told = watcher->Take();
  ASSERT_EQ(told.size(), 1);
  EXPECT_EQ(told[0].presence_changed().joined(0).replaces(), "r1");
  EXPECT_THAT(told[0].presence_changed().left(), ElementsAre("r1"));
}

TEST_F(PresenceReplicatorTest, AStreamMayGoOnAtAnotherReplicaAndNobodyNotices) {
  cluster_[0].Track("a", "r1", this);
  cluster_.Run(absl::Seconds(1));
  const auto watcher = WatchAt(2);
  Move(0, 1);
  cluster_.Run(absl::Seconds(20));
  Move(1, 0);
  cluster_.Run(absl::Seconds(20));
  Move(0, 1);
  Move(1, 2);
  cluster_.Run(absl::Seconds(20));
  EXPECT_THAT(watcher->Take(), IsEmpty());
  for (int i = 0; i < 3; ++i) EXPECT_THAT(cluster_[i].There("a"), ElementsAre("r1"));
}

TEST_F(PresenceReplicatorTest, AStreamMayLeaveAtAReplicaThatItHasMovedTo) {
  cluster_[0].Track("a", "r1", this);
  cluster_.Run(absl::Seconds(1));
  cluster_[1].Track("a", "r1", this);
  cluster_[1].tracker().Untrack("a", "r1");
  cluster_.Run(absl::Milliseconds(50));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(cluster_[i].There("a"), IsEmpty());
}

TEST_F(PresenceReplicatorTest, WhoseStreamBreaksLeavesForAllWhenTheLeaseEnds) {
  cluster_[0].Track("a", "r1", this);
  cluster_.Run(absl::Milliseconds(50));
  cluster_[0].tracker().Release("a", "r1", this);
  cluster_.Run(absl::Seconds(4.9));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(cluster_[i].There("a"), ElementsAre("r1"));
  cluster_.Run(absl::Milliseconds(200));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(cluster_[i].There("a"), IsEmpty());
}

TEST_F(PresenceReplicatorTest, WhoWasAtAKilledReplicaLeavesWithinItsSilenceAndALease) {
  cluster_[0].Track("a", "r1", this);
  cluster_.Run(absl::Milliseconds(50));
  cluster_.Restart(0);
  cluster_.Run(absl::Seconds(9));
  EXPECT_THAT(cluster_[1].There("a"), ElementsAre("r1"));
  cluster_.Run(absl::Seconds(1.2));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(cluster_[i].There("a"), IsEmpty()) << i;
}

TEST_F(PresenceReplicatorTest, AStreamOfAKilledReplicaMayGoOnAtAnother) {
  cluster_[0].Track("a", "r1", this);
  cluster_.Run(absl::Seconds(1));
  const auto watcher = WatchAt(2);
  cluster_.Restart(0);
  cluster_.Run(absl::Seconds(8));
  cluster_[1].Track("a", "r1", this);
  cluster_.Run(absl::Seconds(20));
  EXPECT_THAT(watcher->Take(), IsEmpty());
}

TEST_F(PresenceReplicatorTest, AReplicaThatSaysFarewellLeavesALeaseToItsPresences) {
  cluster_[0].Track("a", "r1", this);
  cluster_.Run(absl::Seconds(1));
  cluster_[0].replicator().Stop();
  cluster_.Run(absl::Seconds(4.9));
  EXPECT_THAT(cluster_[1].There("a"), ElementsAre("r1"));
  cluster_.Run(absl::Seconds(0.3));
  EXPECT_THAT(cluster_[1].There("a"), IsEmpty());
}

TEST_F(PresenceReplicatorTest, ANewReplicaLearnsWhoIsThere) {
  for (int i = 0; i < 3000; ++i)
    cluster_[0].Track("a", absl::StrCat(i, std::string(60, 'x')), this);
  cluster_.Run(absl::Milliseconds(50));
  cluster_.Restart(2);
  cluster_.Run(absl::Seconds(1));
  EXPECT_EQ(cluster_[2].There("a").size(), 3000);
}

TEST_F(PresenceReplicatorTest, WhatChangesWhileAStateIsToldIsNotLost) {
  for (int i = 0; i < 20'000; ++i)
    cluster_[0].Track("b", absl::StrCat(i, std::string(60, 'x')), this);
  cluster_.Run(absl::Milliseconds(50));
  cluster_.Restart(2);
  std::set<std::string> there;
  for (int i = 0; i < 40; ++i) {
    const std::string ref = absl::StrCat("r", i);
    cluster_[0].Track("a", ref, this);
    if (i % 2 == 0) cluster_[0].tracker().Untrack("a", absl::StrCat("r", i / 2));
    cluster_.Run(absl::Milliseconds(50));
  }
  EXPECT_EQ(cluster_[2].There("a"), cluster_[0].There("a"));
  EXPECT_EQ(cluster_[2].There("b").size(), 10'000);
}

TEST_F(PresenceReplicatorTest, WhatWasMissedIsFoundAndMadeUpFor) {
  cluster_[0].Track("a", "r1", this);
  cluster_.Run(absl::Milliseconds(50));
  cluster_[1].losses = 1;
  cluster_[0].Track("a", "r2", this);
  cluster_[0].tracker().Untrack("a", "r1");
  cluster_.Run(absl::Milliseconds(50));
  EXPECT_THAT(cluster_[1].There("a"), ElementsAre("r1"));
  cluster_.Run(absl::Seconds(8));
  EXPECT_THAT(cluster_[1].There("a"), ElementsAre("r2"));
  EXPECT_EQ(cluster_[1].replica_metrics().gaps.Value(), 1);
}

TEST_F(PresenceReplicatorTest, WhileTheBusIsAwayPresencesStandStill) {
  cluster_[0].Track("a", "r1", this);
  cluster_.Run(absl::Milliseconds(50));
  const auto watcher = WatchAt(1);
  for (int i = 0; i < 3; ++i) cluster_[i].reached = cluster_[i].connected_to_bus = false;
  cluster_.Run(absl::Seconds(50));
  for (int i = 0; i < 3; ++i) cluster_[i].reached = cluster_[i].connected_to_bus = true;
  cluster_.Run(absl::Seconds(20));
  EXPECT_THAT(watcher->Take(), IsEmpty());
}

TEST_F(PresenceReplicatorTest, ABusThatIsFoundToHangInTimeTakesNobodyAway) {
  cluster_[0].Track("a", "r1", this);
  cluster_.Run(absl::Milliseconds(50));
  const auto watcher = WatchAt(1);
  for (int i = 0; i < 3; ++i) cluster_[i].reached = false;
  cluster_.Run(absl::Seconds(4));
  for (int i = 0; i < 3; ++i) cluster_[i].connected_to_bus = false;
  cluster_.Run(absl::Seconds(50));
  for (int i = 0; i < 3; ++i) cluster_[i].reached = cluster_[i].connected_to_bus = true;
  cluster_.Run(absl::Seconds(20));
  EXPECT_THAT(watcher->Take(), IsEmpty());
}

TEST_F(PresenceReplicatorTest, AFloodThatHidesTheOthersTakesNobodyAway) {
  cluster_[0].Track("a", "r1", this);
  cluster_.Run(absl::Milliseconds(50));
  const auto watcher = WatchAt(1);
  cluster_[1].overrun_by_bus = true;
  cluster_[1].reached = false;
  cluster_.Run(absl::Seconds(50));
  cluster_[1].overrun_by_bus = false;
  cluster_[1].reached = true;
  cluster_.Run(absl::Seconds(20));
  EXPECT_THAT(watcher->Take(), IsEmpty());
}

TEST_F(PresenceReplicatorTest, ABusThatStaysAwayEndsWhatNobodyCanVouchFor) {
  cluster_[0].Track("a", "r1", this);
  cluster_.Run(absl::Milliseconds(50));
  for (int i = 0; i < 3; ++i) cluster_[i].reached = cluster_[i].connected_to_bus = false;
  cluster_.Run(absl::Seconds(66));
  EXPECT_THAT(cluster_[0].There("a"), ElementsAre("r1"));
  EXPECT_THAT(cluster_[1].There("a"), IsEmpty());
  for (int i = 0; i < 3; ++i) cluster_[i].reached = cluster_[i].connected_to_bus = true;
  cluster_.Run(absl::Seconds(3));
  EXPECT_THAT(cluster_[1].There("a"), ElementsAre("r1"));
}

TEST_F(PresenceReplicatorTest, AStreamMayGoOnAtAnotherReplicaWhileTheBusIsAway) {
  cluster_[0].Track("a", "r1", this);
  cluster_.Run(absl::Seconds(4));
  const std::shared_ptr<FakeSubscriber> watchers[] = {WatchAt(0), WatchAt(1), WatchAt(2)};
  for (int i = 0; i < 3; ++i) cluster_[i].reached = cluster_[i].connected_to_bus = false;
  cluster_.Run(absl::Seconds(3));
  Move(0, 1);
  cluster_.Run(absl::Seconds(20));
  for (int i = 0; i < 3; ++i) cluster_[i].reached = cluster_[i].connected_to_bus = true;
  cluster_.Run(absl::Seconds(20));
  for (const auto& watcher : watchers) EXPECT_THAT(watcher->Take(), IsEmpty());
}

TEST_F(PresenceReplicatorTest, AReplicaThatHungHearsWhatWaitsForItBeforeItEndsLeases) {
  cluster_[0].Track("a", "r1", this);
  cluster_.Run(absl::Seconds(4));
  const auto watcher = WatchAt(1);
  cluster_[0].replicator().Stop();
  cluster_.Run(absl::Milliseconds(50));
  cluster_[1].hangs = true;
  cluster_[2].Track("a", "r1", this);
  cluster_.Run(absl::Seconds(8));
  cluster_[1].hangs = false;
  cluster_.Run(absl::Seconds(20));
  EXPECT_THAT(watcher->Take(), IsEmpty());
}

TEST_F(PresenceReplicatorTest, ABusThatComesAndGoesKeepsNoGhost) {
  cluster_[0].Track("a", "r1", this);
  cluster_.Run(absl::Milliseconds(50));
  cluster_.Restart(0);
  for (int i = 0; i < 20; ++i) {
    cluster_[1].connected_to_bus = i % 2 == 1;
    cluster_.Run(absl::Seconds(4));
  }
  cluster_.Run(absl::Seconds(5));
  EXPECT_THAT(cluster_[1].There("a"), IsEmpty());
}

TEST_F(PresenceReplicatorTest, TakesWhatOthersClaimWhateverItsOwnBounds) {
  for (int i = 0; i < 6; ++i) {
    for (int j = 0; j < 5000; ++j) cluster_[i % 3].Track("a", absl::StrCat(i, "-", j), this);
  }
  cluster_.Run(absl::Seconds(5));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(cluster_[i].There("a").size(), 30'000);
}

TEST_F(PresenceReplicatorTest, AReplicaThatHungTakesNobodyElsesPresencesAway) {
  cluster_[0].Track("a", "r1", this);
  cluster_.Run(absl::Milliseconds(50));
  const auto watcher = WatchAt(1);
  cluster_[1].hangs = true;
  cluster_.Run(absl::Seconds(60));
  cluster_[1].hangs = false;
  cluster_.Run(absl::Seconds(20));
  EXPECT_THAT(watcher->Take(), IsEmpty());
}

TEST_F(PresenceReplicatorTest, WhatIsNoMessageIsDropped) {
  cluster_[0].replicator().OnMessage("\xff\xff");
  cluster_[1].Track("a", "r1", this);
  cluster_.Run(absl::Milliseconds(50));
  EXPECT_THAT(cluster_[0].There("a"), ElementsAre("r1"));
}

}  // namespace
}  // namespace lossy::notifications
