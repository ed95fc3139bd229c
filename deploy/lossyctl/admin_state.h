#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace lossy::lossyctl {

// Commands that ask the admin services of all processes (proto/lossy/admin/v1/admin.proto) about
// their state, and print a report. A process that does not answer is a line of the report. They
// return FailedPrecondition if a process did not answer.

// The command "status": each replica with its version, its readiness and its problems. Also fails
// if a replica is not ready.
absl::Status PrintStatus();

// The command "routes": the topics and events of the edges, the services behind them and their
// health, from the first edge that answers. Fails if edges have different contracts.
absl::Status PrintRoutes();

// The command "sockets": the sockets of a user on all edges.
absl::Status PrintSockets(const std::string& user_id);

// The command "topic": a pub/sub topic, as notifications and the edges see it. --tail is the number
// of events, and --payloads shows their content.
absl::Status PrintTopic(const std::string& topic);

// The command "session": a session of the agent, with --tail of its transcripts.
absl::Status PrintSession(const std::string& session_id);

// The command "configuration": the flags of the replica at an address.
absl::Status PrintConfiguration(const std::string& address);

}  // namespace lossy::lossyctl
