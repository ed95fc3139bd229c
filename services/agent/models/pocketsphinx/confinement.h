#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace lossy::agent {

// Limits of this process, which decodes bytes of clients. None of them can be undone. Call them
// before the process has a second thread.

// Ends the process with the thread that started it, allows no core file, no new privileges and few
// open files, and limits the memory that it takes from now on to `memory_bytes`: an allocation
// beyond that ends it with kOutOfMemory. INTERNAL: the kernel refused.
absl::Status Confine(std::uint64_t memory_bytes);

// The reaction to a machine that cannot filter system calls.
enum class WithoutFilter { kRefuse, kAccept };

// Separates the process from the machine (separation.h) and lets the kernel kill it for every
// system call that its work does not need (syscall_filter.h). Returns the list of limits, for a
// log.
//
// UNIMPLEMENTED: there is no filter on this machine, and `without_filter` is kRefuse. INTERNAL: the
// kernel refused.
absl::StatusOr<std::string> ForbidTheOutside(WithoutFilter without_filter);

// Limits the processor time from now on, whatever was used before. SIGXCPU ends a process that
// exceeds it. INTERNAL: the kernel refused.
absl::Status AllowWork(absl::Duration processor_time);

// The exit status of a process that exceeded its memory.
inline constexpr int kOutOfMemory = 71;

}  // namespace lossy::agent
