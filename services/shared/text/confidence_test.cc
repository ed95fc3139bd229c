#include "services/shared/text/confidence.h"

#include <cmath>
#include <limits>

#include "absl/strings/str_format.h"
#include "gtest/gtest.h"

namespace lossy::services {
namespace {

TEST(RoundConfidence, LeavesTwoDecimals) {
  EXPECT_EQ(RoundConfidence(0.73 + 0.1), 0.83);
  EXPECT_EQ(RoundConfidence(0.8300000000000001), 0.83);
  EXPECT_EQ(RoundConfidence(0.1 + 0.2), 0.3);
  EXPECT_EQ(RoundConfidence(0.666666), 0.67);
  EXPECT_EQ(RoundConfidence(0.004), 0);
  EXPECT_EQ(RoundConfidence(0.999), 1);
}

TEST(RoundConfidence, PrintsEachOfItsValuesInTwoDecimals) {
  for (int i = 0; i < 100; ++i) {
    const double rounded = RoundConfidence(i / 100.0 + 1e-9);
    EXPECT_EQ(absl::StrFormat("%.17g", rounded), absl::StrFormat("%.17g", i / 100.0));
  }
}

TEST(RoundConfidence, ReturnsInvalidValuesUnchanged) {
  EXPECT_EQ(RoundConfidence(-0.001), -0.001);
  EXPECT_EQ(RoundConfidence(1.001), 1.001);
  EXPECT_TRUE(std::isnan(RoundConfidence(std::numeric_limits<double>::quiet_NaN())));
}

}  // namespace
}  // namespace lossy::services
