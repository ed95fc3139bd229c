#include "base/admin/call_rate.h"

#include "absl/time/time.h"
#include "base/error/error.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

const absl::Time kStart = absl::UnixEpoch();

TEST(CallRateTest, AdmitsASecondsCallsAtOnceAndRefusesTheNext) {
  CallRate rate(3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(rate.Admit(kStart).ok());
  const absl::Status refused = rate.Admit(kStart);
  EXPECT_TRUE(absl::IsResourceExhausted(refused));
  EXPECT_EQ(ToError(refused).retry_after_ms(), 334);
}

TEST(CallRateTest, AdmitsTheNextCallAfterItsShareOfASecond) {
  CallRate rate(2);
  EXPECT_TRUE(rate.Admit(kStart).ok());
  EXPECT_TRUE(rate.Admit(kStart).ok());
  EXPECT_FALSE(rate.Admit(kStart + absl::Milliseconds(499)).ok());
  EXPECT_TRUE(rate.Admit(kStart + absl::Milliseconds(500)).ok());
  EXPECT_FALSE(rate.Admit(kStart + absl::Milliseconds(501)).ok());
}

TEST(CallRateTest, SavesNoMoreThanASecond) {
  CallRate rate(2);
  EXPECT_TRUE(rate.Admit(kStart).ok());
  const absl::Time later = kStart + absl::Hours(1);
  EXPECT_TRUE(rate.Admit(later).ok());
  EXPECT_TRUE(rate.Admit(later).ok());
  EXPECT_FALSE(rate.Admit(later).ok());
}

}  // namespace
}  // namespace lossy::base
