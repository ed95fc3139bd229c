#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace lossy::agent {

// What this process can no longer do, for bytes of strangers are decoded in it. None of it can be
// taken back.

// Ends with the thread that started it, leaves no core file, gains no privileges, opens few files,
// and takes no more than `memory_bytes` of memory from now on: what exceeds that
// ends it with kOutOfMemory. INTERNAL: the kernel refused.
absl::Status Confine(std::uint64_t memory_bytes);

// No file is opened or grows, no connection made, and no process or thread started any more.
// INTERNAL: the kernel refused. UNIMPLEMENTED: there is no such thing on this kind of machine.
absl::Status ForbidTheOutside();

// From now on it may work for that long, whatever it worked before: more ends it with SIGXCPU.
// INTERNAL: the kernel refused.
absl::Status AllowWork(absl::Duration processor_time);

// The exit status of a process that exceeded its memory.
inline constexpr int kOutOfMemory = 71;

}  // namespace lossy::agent
