#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/notifications/log/memory_log.h"
#include "services/notifications/log/postgres_log.h"
#include "services/notifications/presence/presence_replicator.h"
#include "services/notifications/presence/presence_tracker.h"
#include "services/notifications/subscriptions/request_validator.h"
#include "services/notifications/subscriptions/streams.h"

namespace lossy::notifications {

// The flags of this service, each where it belongs.
Limits LimitsFromFlags();
MemoryLog::Options MemoryLogOptionsFromFlags();
PostgresLog::Options PostgresLogOptionsFromFlags();
std::string LogMemoryFileFromFlags();
std::vector<std::string> EphemeralTopicsFromFlags();
std::vector<std::string> LastingTopicsFromFlags();
absl::Duration TrimPauseFromFlags();
Streams::Options StreamsOptionsFromFlags();
std::size_t OutboxBytesFromFlags();
int SubscribeThreadsFromFlags();
absl::Duration CheckPauseFromFlags();
PresenceTracker::Options PresenceOptionsFromFlags();
absl::Duration PresenceTickFromFlags();
PresenceReplicator::Options PresenceExchangeOptionsFromFlags();
std::size_t PresenceJournalBytesFromFlags();

}  // namespace lossy::notifications
