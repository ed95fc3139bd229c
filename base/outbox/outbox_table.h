#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/outbox/outbox.h"
#include "base/pg/connection.h"

namespace lossy::base {

// The outbox as the leader of one kind sees it. Not thread-safe. Its statements name rows by one
// index that alone can serve them, since they are planned while the table is empty (docs/adr/0029).
class OutboxTable {
 public:
  struct SetAside {
    std::string id;
    std::string problem;
  };

  // `connection` must outlive it, and is used by nothing else meanwhile.
  OutboxTable(pg::Connection& connection, std::string kind)
      : connection_(connection), kind_(std::move(kind)) {}

  // Whether this connection leads the kind. Then it does until Resign, or until it breaks.
  absl::StatusOr<bool> TryLead();
  absl::Status Resign();

  // The first `limit` items for other targets than these, in order.
  absl::StatusOr<std::vector<Outgoing>> Next(int limit,
                                             absl::Span<const absl::string_view> without);
  // Since when the oldest item waits; zero: none does.
  absl::StatusOr<absl::Duration> Lag();
  // By their ids.
  absl::Status Delete(absl::Span<const absl::string_view> ids);
  // Moves an item to outbox_set_aside. The problem may have any bytes.
  absl::Status Move(const SetAside& item);
  // Forgets what was set aside before, and all but the `max` newest; at most a thousand items.
  // Whether there may be more.
  absl::StatusOr<bool> TrimSetAside(absl::Duration keep, int max);
  // How long the oldest item that was set aside should have been forgotten; zero: it should not.
  absl::StatusOr<absl::Duration> SetAsideOverdue(absl::Duration keep);

 private:
  pg::Connection& connection_;
  const std::string kind_;
};

}  // namespace lossy::base
