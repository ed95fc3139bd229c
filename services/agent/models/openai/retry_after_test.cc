#include "services/agent/models/openai/retry_after.h"

#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);  // Tue, 14 Nov 2023 22:13:20 GMT

absl::optional<absl::Duration> After(const char* text) {
  return RetryAfter({.retry_after = text}, kNow);
}

TEST(RetryAfter, IsInSeconds) {
  EXPECT_EQ(After("7"), absl::Seconds(7));
  EXPECT_EQ(After("0.5"), absl::Milliseconds(500));
  EXPECT_EQ(After("0"), absl::ZeroDuration());
}

TEST(RetryAfter, IsADate) {
  EXPECT_EQ(After("Tue, 14 Nov 2023 22:14:20 GMT"), absl::Minutes(1));
  EXPECT_EQ(After("Tue, 14 Nov 2023 22:00:00 GMT"), absl::ZeroDuration());
}

TEST(RetryAfter, IsFinerInMilliseconds) {
  EXPECT_EQ(RetryAfter({.retry_after = "1", .retry_after_ms = "250"}, kNow),
            absl::Milliseconds(250));
}

TEST(RetryAfter, HasBounds) {
  EXPECT_EQ(After("-5"), absl::ZeroDuration());
  EXPECT_EQ(After("1e300"), absl::Hours(24));
  EXPECT_EQ(After("Tue, 14 Nov 2099 22:14:20 GMT"), absl::Hours(24));
}

TEST(RetryAfter, IsNotGuessed) {
  for (const char* text : {"", "soon", "inf", "nan", "Tue, 14 Nov", "7 seconds"}) {
    EXPECT_EQ(After(text), absl::nullopt) << text;
  }
}

}  // namespace
}  // namespace lossy::agent
