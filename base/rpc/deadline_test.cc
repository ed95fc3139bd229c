#include "base/rpc/deadline.h"

#include "base/time/clock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(GrpcDeadline, IsOnTheSteadyClock) {
  EXPECT_EQ(GrpcDeadline(SteadyNow()).clock_type, GPR_CLOCK_MONOTONIC);
}

TEST(GrpcDeadline, IsAsFarAheadAsTheSteadyTime) {
  const gpr_timespec before = gpr_now(GPR_CLOCK_MONOTONIC);
  const gpr_timespec deadline = GrpcDeadline(SteadyNow() + absl::Hours(1));
  const gpr_timespec after = gpr_now(GPR_CLOCK_MONOTONIC);
  EXPECT_LE(gpr_time_to_millis(gpr_time_sub(deadline, after)), 3'600'000);
  EXPECT_GT(gpr_time_to_millis(gpr_time_sub(deadline, before)), 3'590'000);
}

TEST(GrpcDeadline, MayBeInfinite) {
  EXPECT_EQ(gpr_time_cmp(GrpcDeadline(absl::InfiniteFuture()), gpr_inf_future(GPR_CLOCK_MONOTONIC)),
            0);
}

}  // namespace
}  // namespace lossy::base
