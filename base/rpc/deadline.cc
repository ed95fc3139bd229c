#include "base/rpc/deadline.h"

#include "base/time/clock.h"

namespace lossy::base {

gpr_timespec GrpcDeadline(absl::Time deadline) {
  const absl::Duration left = deadline - SteadyNow();
  if (left == absl::InfiniteDuration()) return gpr_inf_future(GPR_CLOCK_MONOTONIC);
  if (left == -absl::InfiniteDuration()) return gpr_inf_past(GPR_CLOCK_MONOTONIC);
  const gpr_timespec span = gpr_time_from_nanos(absl::ToInt64Nanoseconds(left), GPR_TIMESPAN);
  return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), span);
}

absl::Time DeadlineOf(const grpc::ServerContextBase& context) {
  const gpr_timespec deadline = gpr_convert_clock_type(context.raw_deadline(), GPR_CLOCK_MONOTONIC);
  if (gpr_time_cmp(deadline, gpr_inf_future(GPR_CLOCK_MONOTONIC)) == 0) {
    return absl::InfiniteFuture();
  }
  const gpr_timespec left = gpr_time_sub(deadline, gpr_now(GPR_CLOCK_MONOTONIC));
  return SteadyNow() + absl::Seconds(left.tv_sec) + absl::Nanoseconds(left.tv_nsec);
}

}  // namespace lossy::base
