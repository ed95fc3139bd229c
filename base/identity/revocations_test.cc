#include "base/identity/revocations.h"

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'000'000);

Identity Holder(const std::string& user, const std::string& device, absl::Time issued_at) {
  return {.user_id = user, .device_id = device, .issued_at = issued_at};
}

TEST(Revocations, CoverTheUsersOlderTokens) {
  Revocations revocations;
  revocations.Add("ann", "", kNow, kNow + absl::Hours(1), kNow);
  EXPECT_TRUE(revocations.Cover(Holder("ann", "", kNow - absl::Seconds(1))));
  EXPECT_TRUE(revocations.Cover(Holder("ann", "phone", kNow - absl::Seconds(1))));
  EXPECT_TRUE(revocations.Cover(Holder("ann", "", absl::InfinitePast())));
  EXPECT_FALSE(revocations.Cover(Holder("ann", "", kNow)));
  EXPECT_FALSE(revocations.Cover(Holder("bob", "", kNow - absl::Seconds(1))));
}

TEST(Revocations, MayBeOfOneDevice) {
  Revocations revocations;
  revocations.Add("ann", "phone", kNow, kNow + absl::Hours(1), kNow);
  EXPECT_TRUE(revocations.Cover(Holder("ann", "phone", kNow - absl::Seconds(1))));
  EXPECT_FALSE(revocations.Cover(Holder("ann", "laptop", kNow - absl::Seconds(1))));
  EXPECT_FALSE(revocations.Cover(Holder("ann", "", kNow - absl::Seconds(1))));
}

TEST(Revocations, NeverRestoreAToken) {
  Revocations revocations;
  revocations.Add("ann", "", kNow, kNow + absl::Hours(1), kNow);
  revocations.Add("ann", "", kNow - absl::Hours(1), kNow, kNow);
  EXPECT_TRUE(revocations.Cover(Holder("ann", "", kNow - absl::Seconds(1))));
}

TEST(Revocations, AreForgottenWhenTheTokensHaveExpired) {
  Revocations revocations;
  revocations.Add("ann", "", kNow, kNow + absl::Hours(1), kNow);
  const absl::Time later = kNow + absl::Hours(2);
  revocations.Add("bob", "", later, later + absl::Hours(1), later);
  EXPECT_FALSE(revocations.Cover(Holder("ann", "", kNow - absl::Seconds(1))));
  EXPECT_TRUE(revocations.Cover(Holder("bob", "", kNow)));
}

}  // namespace
}  // namespace lossy::base
