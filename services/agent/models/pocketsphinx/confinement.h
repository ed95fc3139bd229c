#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace lossy::agent {

// Functions that limit what a worker process can do, because it decodes bytes of clients. No limit
// can be removed later. Call them before the process has a second thread.

// Makes the process end with the thread that started it. Forbids core files and new privileges,
// allows few open files, and limits the memory that the process allocates from now on to
// `memory_bytes`. An allocation beyond that ends the process with status kOutOfMemory. Returns
// INTERNAL if the kernel rejects a limit.
absl::Status Confine(std::uint64_t memory_bytes);

// The reaction to a machine that cannot filter system calls: to fail, or to continue without the
// filter.
enum class WithoutFilter { kRefuse, kAccept };

// Separates the process from the machine (separation.h) and makes the kernel kill it for every
// system call that its work does not need (syscall_filter.h). Returns the list of limits, for the
// log.
//
// Returns UNIMPLEMENTED if this machine has no filter and `without_filter` is kRefuse. Returns
// INTERNAL if the kernel rejects the filter.
absl::StatusOr<std::string> ForbidTheOutside(WithoutFilter without_filter);

// Limits the processor time from now on to `processor_time`. The kernel ends a process that exceeds
// it with SIGXCPU. Returns INTERNAL if the kernel rejects the limit.
absl::Status AllowWork(absl::Duration processor_time);

// The exit status of a process that exceeded its memory.
inline constexpr int kOutOfMemory = 71;

}  // namespace lossy::agent
