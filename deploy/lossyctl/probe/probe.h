#pragma once

#include "absl/status/status.h"

namespace lossy::lossyctl {

// The command "probe": visits each edge of --edge as a client. It connects, joins a topic, pushes
// an event that changes something harmless, and waits for the event that the change publishes.
// Prints a line for each edge with the time of each step. Returns Unavailable if an edge failed,
// with the step and the reason.
absl::Status ProbeEdges();

}  // namespace lossy::lossyctl
