#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace lossy::agent {

// Limits on what this process can do, since it decodes bytes that strangers sent. None of them can
// be taken back.

// Ends the process with the thread that started it, allows no core file, no new privileges and few
// open files, and limits the memory that it takes from now on to `memory_bytes`: an allocation
// beyond that ends it with kOutOfMemory. INTERNAL: the kernel refused.
absl::Status Confine(std::uint64_t memory_bytes);

// Whether a process may run where system calls cannot be filtered.
enum class WithoutFilter { kRefuse, kAccept };

// Separates the process from the machine (separation.h) and lets the kernel kill it for every
// system call that its work does not need (syscall_filter.h). Returns what was done, for a log.
//
// UNIMPLEMENTED: there is no filter on this machine, and `without_filter` is kRefuse. INTERNAL: the
// kernel refused.
absl::StatusOr<std::string> ForbidTheOutside(WithoutFilter without_filter);

// From now on it may work for that long, whatever it worked before: more ends it with SIGXCPU.
// INTERNAL: the kernel refused.
absl::Status AllowWork(absl::Duration processor_time);

// The exit status of a process that exceeded its memory.
inline constexpr int kOutOfMemory = 71;

}  // namespace lossy::agent
