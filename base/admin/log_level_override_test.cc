#include "base/admin/log_level_override.h"

#include "absl/time/time.h"
#include "base/log/log.h"
#include "base/testing/eventually.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(LogLevelOverrideTest, StaysWithoutATime) {
  LogLevelOverride level;
  EXPECT_EQ(level.Set(LogLevel::kDebug, absl::InfiniteDuration()), LogLevel::kInfo);
  EXPECT_EQ(LeastLogLevel(), LogLevel::kDebug);
  EXPECT_EQ(level.until(), absl::InfiniteFuture());
}

TEST(LogLevelOverrideTest, GoesBackAfterItsTime) {
  LogLevelOverride level;
  level.Set(LogLevel::kError, absl::Milliseconds(1));
  EXPECT_TRUE(Eventually([] { return LeastLogLevel() == LogLevel::kInfo; }));
  EXPECT_TRUE(Eventually([&] { return level.until() == absl::InfiniteFuture(); }));
}

TEST(LogLevelOverrideTest, ALaterChangeEndsTheEffectOfAnEarlierOne) {
  LogLevelOverride level;
  level.Set(LogLevel::kError, absl::Hours(1));
  EXPECT_LT(level.until(), absl::InfiniteFuture());
  EXPECT_EQ(level.Set(LogLevel::kWarning, absl::InfiniteDuration()), LogLevel::kError);
  EXPECT_EQ(LeastLogLevel(), LogLevel::kWarning);
  EXPECT_EQ(level.until(), absl::InfiniteFuture());
}

TEST(LogLevelOverrideTest, GoesBackToTheLevelBeforeTheFirstChange) {
  LogLevelOverride level;
  level.Set(LogLevel::kDebug, absl::InfiniteDuration());
  level.Set(LogLevel::kError, absl::Milliseconds(1));
  EXPECT_TRUE(Eventually([] { return LeastLogLevel() == LogLevel::kInfo; }));
}

TEST(LogLevelOverrideTest, TheEndRestoresTheLevel) {
  {
    LogLevelOverride().Set(LogLevel::kDebug, absl::Hours(1));
  }
  EXPECT_EQ(LeastLogLevel(), LogLevel::kInfo);
}

}  // namespace
}  // namespace lossy::base
