#pragma once

#include <cstddef>

#include "services/notifications/presence/presence_tracker.h"
#include "services/notifications/presence/remote_replicas.h"

namespace lossy::notifications {

// Returns the limits of presences from --presence_lease_ms, --presence_topics, --topic_presences
// and related flags.
PresenceTracker::Options PresenceTrackerOptionsFromFlags();

// Returns the options for the presences of other replicas from --presence_peers, --presence_peer_ms
// and --presence_bus_ms.
RemoteReplicas::Options RemoteReplicasOptionsFromFlags();

// Returns --presence_journal_bytes, the size of the ClaimLog.
std::size_t ClaimLogBytesFromFlags();

}  // namespace lossy::notifications
