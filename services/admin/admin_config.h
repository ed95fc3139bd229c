#pragma once

#include <vector>

#include "absl/time/time.h"
#include "services/admin/follows.h"
#include "services/admin/process_list.h"

namespace lossy::admin {

// The settings of the admin process beside those of base.
struct AdminConfig {
  std::vector<ProcessEntry> processes;
  absl::Duration replica_limit;   // The longest time of a call to a replica.
  absl::Duration overview_pause;  // The shortest time between two published overviews.
  FollowLimits follows;

  // Returns the configuration from the flags. ReadCommandLine must have checked their ranges.
  // Refuses the start (base/log/refuse_start.h) if --processes is wrong.
  static AdminConfig FromFlags();
};

}  // namespace lossy::admin
