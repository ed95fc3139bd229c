#pragma once

#include <functional>
#include <vector>

#include "base/admin/process_state.h"
#include "base/process/notify_socket.h"
#include "base/process/watchdog.h"
#include "base/workers/periodic_tasks.h"
#include "edge/control/socket_control.h"
#include "edge/discovery/discovery.h"
#include "edge/pubsub/feed.h"
#include "edge/server/server.h"
#include "prometheus/gauge.h"

namespace lossy::edge {

// Returns a task that reports to the service manager when the edge becomes ready, and each change
// of its readiness. `works` is the condition of /readyz. `reported` is set to 1 while it is true,
// else to 0. All must outlive the task.
base::PeriodicTasks::Task ReadinessReport(const base::NotifySocket& service_manager,
                                          const std::function<bool()>& works,
                                          prometheus::Gauge& reported);

// Returns the parts on which the readiness of an edge depends: its feed of events, the topics that
// it follows, the commands of operators, its listener and its contract. All are required.
std::vector<base::ProcessState::Part> ReadinessParts(const Feed& feed, const SocketControl& control,
                                                     const Server& server,
                                                     const Discovery& discovery);

// True if all parts work.
bool AllWork(const std::vector<base::ProcessState::Part>& parts);

// Returns a probe for the event loop of each worker. `server` must outlive the probes and be
// started before the first one runs.
std::vector<base::Watchdog::Probe> EventLoopProbes(const Server& server);

}  // namespace lossy::edge
