#include "base/process/limited_log.h"

#include "base/time/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

class LimitedLogTest : public testing::Test {
 protected:
  LimitedLogTest() { InitLog("test", "info"); }

  int Write(int times) {
    int written = 0;
    for (int i = 0; i < times; ++i) written += log_.Write("reason", "expired") ? 1 : 0;
    return written;
  }

  FakeClock clock_;
  LimitedLog log_{"token_refused", LogLevel::kWarning, clock_};
};

TEST_F(LimitedLogTest, WritesTenAtOnceThenOneASecond) {
  EXPECT_EQ(Write(1000), 10);
  clock_.Advance(absl::Seconds(3));
  EXPECT_EQ(Write(1000), 3);
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(Write(1000), 10);
}

TEST_F(LimitedLogTest, SaysHowManyLinesItLeftOut) {
  Write(110);
  clock_.Advance(absl::Seconds(1));
  testing::internal::CaptureStderr();
  Write(1);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::HasSubstr("\"suppressed\":100"));
}

TEST_F(LimitedLogTest, GoesOnAfterTheClockWasSetBack) {
  Write(1000);
  clock_.Advance(-absl::Hours(1));
  EXPECT_EQ(Write(1), 0);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Write(1000), 1);
}

}  // namespace
}  // namespace lossy::base
