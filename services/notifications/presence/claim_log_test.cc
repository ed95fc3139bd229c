#include "services/notifications/presence/claim_log.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::notifications {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

PresencePtr Make(const std::string& ref, const std::string& replaces = "") {
  v1::Presence presence;
  presence.set_ref(ref);
  presence.set_replaces(replaces);
  return std::make_shared<const v1::Presence>(presence);
}

TEST(ClaimLogTest, NumbersTheChangesAndHandsEachOutOnce) {
  ClaimLog log(1000);
  log.OnTracked("a", Make("r1"));
  log.OnTracked("a", Make("r2"));
  log.OnUntracked("a", "r1");
  const ClaimLog::Changes taken = log.Take(false);
  ASSERT_THAT(taken.changes, SizeIs(3));
  EXPECT_EQ(taken.sequence, 3);
  EXPECT_EQ(taken.changes[0].tracked().ref(), "r1");
  EXPECT_EQ(taken.changes[2].untracked(), "r1");
  EXPECT_THAT(taken.claims, IsEmpty());
  EXPECT_THAT(log.Take(false).changes, IsEmpty());
}

TEST(ClaimLogTest, ClaimsAPresenceUntilItIsReplacedOrEnds) {
  ClaimLog log(1000);
  for (const char* ref : {"r1", "r2", "r3", "r4"}) log.OnTracked("a", Make(ref));
  log.OnTracked("a", Make("r5", "r1"));
  log.OnUntracked("a", "r2");
  log.OnExpired("a", "r3");
  log.OnHandedOver("a", "r4");
  const ClaimLog::Changes taken = log.Take(true);
  ASSERT_THAT(taken.claims, SizeIs(1));
  EXPECT_EQ(taken.claims[0].topic, "a");
  EXPECT_EQ(taken.claims[0].presence->ref(), "r5");
}

TEST(ClaimLogTest, TheEndOfAClaimThatHasEndedIsNoChange) {
  ClaimLog log(1000);
  log.OnTracked("a", Make("r1"));
  log.OnTracked("a", Make("r2", "r1"));
  log.OnHandedOver("a", "r1");
  EXPECT_THAT(log.Take(false).changes, SizeIs(2));
}

TEST(ClaimLogTest, DropsChangesBeyondItsBoundButNotTheirNumbers) {
  ClaimLog log(1000);
  for (int i = 0; i < 100; ++i) log.OnTracked("a", Make(std::to_string(i)));
  const ClaimLog::Changes taken = log.Take(true);
  EXPECT_LT(taken.changes.size(), 50);
  EXPECT_EQ(taken.sequence, 100);
  EXPECT_EQ(taken.changes.back().tracked().ref(), "99");
  EXPECT_THAT(taken.claims, SizeIs(100));
}

}  // namespace
}  // namespace lossy::notifications
