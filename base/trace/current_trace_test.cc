#include "base/trace/current_trace.h"

#include "base/log/log_trace.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

constexpr TraceContext kSampled{.trace_high = 1, .trace_low = 2, .span = 3, .sampled = true};
constexpr TraceContext kNotSampled{.trace_high = 4, .trace_low = 5, .span = 6, .sampled = false};

TEST(CurrentTrace, LastsUntilTheEndOfItsScope) {
  EXPECT_TRUE(CurrentTrace::Get().empty());
  {
    const CurrentTrace outer(kSampled);
    EXPECT_EQ(CurrentTrace::Get(), kSampled);
    {
      const CurrentTrace inner(kNotSampled);
      EXPECT_EQ(CurrentTrace::Get(), kNotSampled);
    }
    EXPECT_EQ(CurrentTrace::Get(), kSampled);
  }
  EXPECT_TRUE(CurrentTrace::Get().empty());
}

TEST(CurrentTrace, GivesItsIdsToTheLogIfItIsSampled) {
  const CurrentTrace outer(kSampled);
  EXPECT_EQ(GetLogTrace().trace_low, 2u);
  EXPECT_EQ(GetLogTrace().span, 3u);
  const CurrentTrace inner(kNotSampled);
  EXPECT_EQ(GetLogTrace().span, 0u);
}

}  // namespace
}  // namespace lossy::base
