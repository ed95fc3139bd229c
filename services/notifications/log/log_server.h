#pragma once

#include "absl/status/status.h"
#include "base/pg/connection.h"
#include "base/pg/pool.h"

namespace lossy::notifications {

// FAILED_PRECONDITION if the epochs did not begin on this server, or on this timeline of it: then
// events that were acknowledged may be missing, and StartAnew is due.
absl::Status CheckServer(base::pg::Connection& connection);

// Ends all epochs, if they did not begin on this server: topics and events are gone.
absl::Status StartAnew(base::pg::Pool& pool);

}  // namespace lossy::notifications
