#include "edge/presence/presence_replica.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

PresencePtr Make(const std::string& ref, const std::string& replaces = "") {
  return std::make_shared<const Presence>(
      Presence{.ref = ref, .key = "ann", .replaces = replaces, .meta = "\"" + ref + "\""});
}

class PresenceReplicaTest : public testing::Test {
 protected:
  std::vector<std::string> There() const {
    std::vector<std::string> refs;
    for (const PresencePtr& presence : replica_.All()) refs.push_back(presence->ref);
    return refs;
  }

  // Returns the changes since the last call: "+" for a join, "-" for a leave.
  std::string Told() {
    const PendingDiff news = std::exchange(news_, {});
    return news.empty() ? "" : news.Diff();
  }

  static std::string Diff(const std::string& joins, const std::string& leaves) {
    const auto by_key = [](const std::string& metas) {
      return metas.empty() ? "{}" : R"({"ann":{"metas":[)" + metas + "]}}";
    };
    return R"({"joins":)" + by_key(joins) + R"(,"leaves":)" + by_key(leaves) + "}";
  }

  const absl::Time start_ = absl::FromUnixSeconds(1'700'000'000);
  PresenceReplica replica_{"own", absl::Seconds(6)};
  PendingDiff news_;
};

TEST_F(PresenceReplicaTest, ReportsJoinsAndLeaves) {
  replica_.Join(Make("r1"), &news_);
  replica_.Track(Make("own1"), &news_);
  EXPECT_EQ(Told(), Diff(R"("r1","own1")", ""));
  EXPECT_THAT(There(), ElementsAre("r1", "own1"));
  replica_.Leave("r1", &news_);
  replica_.Untrack("own1", &news_);
  EXPECT_EQ(Told(), Diff("", R"("r1","own1")"));
  EXPECT_THAT(There(), IsEmpty());
}

TEST_F(PresenceReplicaTest, ReportsNoKnownPresence) {
  replica_.Join(Make("r1"), &news_);
  Told();
  replica_.Join(Make("r1"), &news_);
  replica_.Leave("r2", &news_);
  replica_.Reset({Make("r1")}, start_, &news_);
  EXPECT_EQ(Told(), "");
}

TEST_F(PresenceReplicaTest, IgnoresTheServiceAboutItsOwnPresences) {
  replica_.Track(Make("own1"), &news_);
  Told();
  replica_.Leave("own1", &news_);
  replica_.Join(Make("own0"), &news_);
  replica_.Reset({Make("own0")}, start_, &news_);
  replica_.EndDoubts(start_ + absl::Hours(1), &news_);
  EXPECT_EQ(Told(), "");
  EXPECT_THAT(There(), ElementsAre("own1"));
}

TEST_F(PresenceReplicaTest, AnUpdateIsAJoinAndALeave) {
  replica_.Join(Make("r1"), &news_);
  Told();
  replica_.Join(Make("r2", "r1"), &news_);
  replica_.Leave("r1", &news_);
  EXPECT_EQ(news_.DiffWithUpdates(),
            R"({"joins":{},"leaves":{},"updates":{"ann":{"metas":["r2"]}}})");
  EXPECT_EQ(Told(), Diff(R"("r2")", R"("r1")"));
}

TEST_F(PresenceReplicaTest, UpdatesAreReportedInTheirOrder) {
  replica_.Join(Make("r1"), &news_);
  replica_.Join(Make("r2", "r1"), &news_);
  replica_.Join(Make("r3", "r2"), &news_);
  replica_.Leave("r3", &news_);
  EXPECT_EQ(news_.DiffWithUpdates(),
            R"({"joins":{"ann":{"metas":["r1"]}},"leaves":{"ann":{"metas":["r3"]}},)"
            R"("updates":{"ann":{"metas":["r2","r3"]}}})");
}

TEST_F(PresenceReplicaTest, AnImmediateRejoinIsNotReported) {
  replica_.Join(Make("r1"), &news_);
  Told();
  replica_.Leave("r1", &news_);
  replica_.Join(Make("r1"), &news_);
  EXPECT_EQ(Told(), "");
  EXPECT_THAT(There(), ElementsAre("r1"));
}

TEST_F(PresenceReplicaTest, APresenceThatTheServiceLostLeavesAfterAWhile) {
  replica_.Join(Make("r1"), &news_);
  replica_.Join(Make("r2"), &news_);
  Told();
  replica_.Reset({Make("r3")}, start_, &news_);
  EXPECT_EQ(Told(), Diff(R"("r3")", ""));
  replica_.Join(Make("r1"), &news_);
  replica_.EndDoubts(start_ + absl::Seconds(5), &news_);
  EXPECT_EQ(Told(), "");
  // Another state in between gives no more time.
  replica_.Reset({Make("r1"), Make("r3")}, start_ + absl::Seconds(5), &news_);
  replica_.EndDoubts(start_ + absl::Seconds(6), &news_);
  EXPECT_EQ(Told(), Diff("", R"("r2")"));
  EXPECT_THAT(There(), ElementsAre("r1", "r3"));
}

TEST_F(PresenceReplicaTest, AMissedUpdateReplacesTheOldPresence) {
  replica_.Join(Make("r1"), &news_);
  Told();
  replica_.Reset({Make("r2", "r1")}, start_, &news_);
  EXPECT_EQ(Told(), Diff(R"("r2")", R"("r1")"));
}

}  // namespace
}  // namespace lossy::edge
