#pragma once

#include <string>
#include <vector>

#include "services/notifications/log/memory_log.h"
#include "services/notifications/log/postgres_log.h"

namespace lossy::notifications {

// Returns the options of the log in memory from the --history_… flags, --log_topics and
// --log_bytes.
MemoryLog::Options MemoryLogOptionsFromFlags();

// Returns the options of the log in the database from the --history_…, --lasting_… and --append_…
// flags and --topic_hours.
PostgresLog::Options PostgresLogOptionsFromFlags();

// Returns --lasting_topics.
std::vector<std::string> LastingTopicsFromFlags();

}  // namespace lossy::notifications
