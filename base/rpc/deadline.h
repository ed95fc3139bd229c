#pragma once

#include "absl/time/time.h"
#include "grpc/support/time.h"
#include "grpcpp/server_context.h"

namespace lossy::base {

// gRPC's deadlines and alarms in steady time (Clock::Steady), so that no step of the wall clock
// moves them. gRPC converts a std::chrono::system_clock deadline by the wall time of that moment,
// and the program may have computed it from the wall time before a step.

// Converts a steady time for ClientContext::set_deadline, Alarm::Set and Server::Shutdown.
gpr_timespec GrpcDeadline(absl::Time deadline);

// Returns the deadline of this call as a steady time; InfiniteFuture if the caller set none.
absl::Time DeadlineOf(const grpc::ServerContextBase& context);

}  // namespace lossy::base
