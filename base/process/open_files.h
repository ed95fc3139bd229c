#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "prometheus/collectable.h"

namespace lossy::base {

// Raises this process's soft limit of open files to its hard limit, and logs it
// (`file_limit_raised`). A server needs one file for each connection, and the usual soft limit of
// 1024 is for programs that call select(2), which none of ours does. Called once, at the start.
void RaiseFileLimit();

// Returns this process's soft limit of open files.
std::int64_t FileLimit();

// Returns OK if the process can open some tens of further files. Otherwise returns
// RESOURCE_EXHAUSTED with a message that names the limit. Makes three system calls. Thread-safe.
absl::Status CheckOpenFiles();

// The metrics process_open_fds and process_max_fds, by the names that every Prometheus client has.
// Thread-safe.
class OpenFilesMetric final : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override;
};

}  // namespace lossy::base
