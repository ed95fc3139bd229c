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
  ClaimLog journal(1000);
  journal.OnTracked("a", Make("r1"));
  journal.OnTracked("a", Make("r2"));
  journal.OnUntracked("a", "r1");
  const ClaimLog::News news = journal.Take(false);
  ASSERT_THAT(news.changes, SizeIs(3));
  EXPECT_EQ(news.sequence, 3);
  EXPECT_EQ(news.changes[0].tracked().ref(), "r1");
  EXPECT_EQ(news.changes[2].untracked(), "r1");
  EXPECT_THAT(news.claims, IsEmpty());
  EXPECT_THAT(journal.Take(false).changes, IsEmpty());
}

TEST(ClaimLogTest, ClaimsWhatIsTrackedUntilItIsReplacedOrEnds) {
  ClaimLog journal(1000);
  for (const char* ref : {"r1", "r2", "r3", "r4"}) journal.OnTracked("a", Make(ref));
  journal.OnTracked("a", Make("r5", "r1"));
  journal.OnUntracked("a", "r2");
  journal.OnExpired("a", "r3");
  journal.OnHandedOver("a", "r4");
  const ClaimLog::News news = journal.Take(true);
  ASSERT_THAT(news.claims, SizeIs(1));
  EXPECT_EQ(news.claims[0].topic, "a");
  EXPECT_EQ(news.claims[0].presence->ref(), "r5");
}

TEST(ClaimLogTest, TheEndOfAClaimThatHasEndedIsNoChange) {
  ClaimLog journal(1000);
  journal.OnTracked("a", Make("r1"));
  journal.OnTracked("a", Make("r2", "r1"));
  journal.OnHandedOver("a", "r1");
  EXPECT_THAT(journal.Take(false).changes, SizeIs(2));
}

TEST(ClaimLogTest, DropsChangesBeyondItsBoundButNotTheirNumbers) {
  ClaimLog journal(1000);
  for (int i = 0; i < 100; ++i) journal.OnTracked("a", Make(std::to_string(i)));
  const ClaimLog::News news = journal.Take(true);
  EXPECT_LT(news.changes.size(), 50);
  EXPECT_EQ(news.sequence, 100);
  EXPECT_EQ(news.changes.back().tracked().ref(), "99");
  EXPECT_THAT(news.claims, SizeIs(100));
}

}  // namespace
}  // namespace lossy::notifications
