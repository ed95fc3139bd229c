#pragma once

#include <functional>
#include <vector>

#include "base/process/notify_socket.h"
#include "base/process/watchdog.h"
#include "base/workers/periodic_tasks.h"
#include "edge/server/server.h"

namespace lossy::edge {

// Returns a task that reports to the service manager when the edge becomes ready, and each change
// of its readiness. `works` is the condition of /readyz. Both must outlive the task.
base::PeriodicTasks::Task ReadinessReport(const base::NotifySocket& service_manager,
                                          const std::function<bool()>& works);

// Returns a probe for the event loop of each worker. `server` must outlive the probes and be
// started before the first one runs.
std::vector<base::Watchdog::Probe> EventLoopProbes(const Server& server);

}  // namespace lossy::edge
