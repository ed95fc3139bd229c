#include "edge/limits/rate_limit_flags.h"

#include <string>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "gtest/gtest.h"

ABSL_DECLARE_FLAG(std::string, user_join_rate);
ABSL_DECLARE_FLAG(std::string, address_connect_rate);

namespace lossy::edge {
namespace {

TEST(RateLimitFlagsTest, ReadsARateAndABurst) {
  const absl::FlagSaver saver;
  absl::SetFlag(&FLAGS_user_join_rate, "0.5/20");
  const Rate rate = RateLimitsFromFlags().user.joins;
  EXPECT_EQ(rate.per_second, 0.5);
  EXPECT_EQ(rate.burst, 20);
}

TEST(RateLimitFlagsTest, ReadsOneNumberAsRateAndBurst) {
  const absl::FlagSaver saver;
  absl::SetFlag(&FLAGS_address_connect_rate, "7");
  const Rate rate = AddressLimitsFromFlags().user_connects;
  EXPECT_EQ(rate.per_second, 7);
  EXPECT_EQ(rate.burst, 7);
}

TEST(RateLimitFlagsTest, RefusesTheStartIfATextIsNoRate) {
  for (const char* const text : {"", "5/x", "-1", "nan", "1/2/3", "10/0"}) {
    const absl::FlagSaver saver;
    absl::SetFlag(&FLAGS_user_join_rate, text);
    EXPECT_EXIT(RateLimitsFromFlags(), testing::ExitedWithCode(1),
                "--user_join_rate: .* is no rate: per second/at once")
        << text;
  }
}

}  // namespace
}  // namespace lossy::edge
