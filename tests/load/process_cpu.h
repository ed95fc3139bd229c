#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace lossy::load {

// Returns the nanoseconds of CPU that these processes, their children and all their threads have
// used. A process that has ended counts nothing.
std::int64_t CpuNanoseconds(const std::vector<pid_t>& processes);

}  // namespace lossy::load
