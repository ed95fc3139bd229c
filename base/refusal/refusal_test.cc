#include "base/refusal/refusal.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(Refusal, HasAnotherNameForEachReason) {
  std::set<std::string> names;
  for (RefusalReason reason : kRefusalReasons) {
    names.insert(std::string(RefusalName(reason)));
    EXPECT_FALSE(RefusalMessage(reason).empty()) << RefusalName(reason);
  }
  EXPECT_EQ(names.size(), kRefusalReasons.size());
  EXPECT_EQ(names.count("not_yet_valid"), 1u);
}

TEST(Refusal, TravelsWithItsStatus) {
  for (RefusalReason reason : kRefusalReasons) {
    const absl::Status status = RefusedToken(reason, "a problem");
    EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
    EXPECT_EQ(status.message(), "token refused: a problem");
    EXPECT_EQ(RefusalReasonOf(status), reason);
  }
  EXPECT_EQ(RefusalReasonOf(absl::UnavailableError("later")), RefusalReason::kNotReady);
}

TEST(Refusal, HidesTheKeysFromTheClient) {
  for (RefusalReason reason : {RefusalReason::kUnknownKey, RefusalReason::kAlgorithm}) {
    EXPECT_EQ(PublicReason(reason), RefusalReason::kBadSignature);
    EXPECT_EQ(RefusalMessage(reason), RefusalMessage(RefusalReason::kBadSignature));
  }
  EXPECT_EQ(PublicReason(RefusalReason::kExpired), RefusalReason::kExpired);
}

TEST(Refusal, IsBetterFromTheVerifierThatKnowsTheKey) {
  const absl::Status unknown = RefusedToken(RefusalReason::kUnknownKey, "its key is unknown");
  const absl::Status other = RefusedToken(RefusalReason::kAlgorithm, "its algorithm");
  const absl::Status forged = RefusedToken(RefusalReason::kBadSignature, "its signature is wrong");
  const absl::Status expired = RefusedToken(RefusalReason::kExpired, "it has expired");
  EXPECT_EQ(BetterRefusal(unknown, expired), expired);
  EXPECT_EQ(BetterRefusal(expired, unknown), expired);
  EXPECT_EQ(BetterRefusal(forged, expired), expired);
  EXPECT_EQ(BetterRefusal(expired, forged), expired);
  EXPECT_EQ(BetterRefusal(unknown, forged), forged);
  EXPECT_EQ(BetterRefusal(unknown, other), unknown);
}

}  // namespace
}  // namespace lossy::base
