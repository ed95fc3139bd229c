#include "services/notifications/log/log_server.h"

#include "absl/status/statusor.h"
#include "base/process/log.h"

namespace lossy::notifications {

using base::pg::Connection;
using base::pg::Rows;

absl::Status CheckServer(Connection& connection) {
  const absl::StatusOr<Rows> same =
      connection.Query("SELECT identity = server_identity() FROM server");
  if (!same.ok()) return same.status();
  if (same->Bool(0, 0)) return absl::OkStatus();
  return absl::FailedPreconditionError("the epochs began on another server");
}

absl::Status StartAnew(base::pg::Pool& pool) {
  return pool.Transaction([](Connection& connection) {
    const absl::StatusOr<Rows> moved = connection.Query(
        "UPDATE server SET identity = server_identity() WHERE identity <> server_identity() "
        "RETURNING identity");
    if (!moved.ok() || moved->empty()) return moved.status();
    base::Log(base::LogLevel::kWarning, "epochs_ended", {{"server", moved->Text(0, 0)}});
    return connection.Execute("TRUNCATE topics, events");
  });
}

}  // namespace lossy::notifications
