#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/outbox/outbox.h"
#include "base/pg/connection.h"

namespace lossy::base {

// The SQL statements on the outbox's tables for the items of one kind, in the shards that the
// replica leads.
//
// Threads: not thread-safe. Errors: those of Connection. Each statement's condition fits one index
// only, since PostgreSQL may plan it while the table is empty (docs/adr/0029).
class OutboxTable {
 public:
  // An item that the relay sets aside, and the reason.
  struct SetAside {
    std::string id;
    std::string problem;
  };

  // `connection` must outlive the object, which must be its only user.
  OutboxTable(pg::Connection& connection, std::string kind)
      : connection_(connection), kind_(std::move(kind)) {}

  // Sets the shards that Next, Lag and Count read. At first there are none; they need at least one.
  void SetShards(const std::vector<int>& shards);

  struct Batch {
    std::vector<Outgoing> items;
    absl::Duration age;  // The age of the first item; zero if there is none.
  };
  // Returns the first `limit` items of the shards whose target is not in `without`, in order, from
  // the `seq` `from` on. Deletes the `delivered` items in the same statement, as Delete does.
  absl::StatusOr<Batch> Next(int limit, absl::Span<const absl::string_view> without,
                             absl::Span<const std::string> delivered, std::int64_t from);
  // Returns the age of the oldest item of the shards; zero if there is none.
  absl::StatusOr<absl::Duration> Lag();
  // The numbers of items, each at most kMostCounted. The leader of shard 0 counts the items that
  // are set aside; for another one the number is 0.
  struct Counts {
    std::int64_t waiting = 0;
    std::int64_t set_aside = 0;
  };
  static constexpr int kMostCounted = 10'000;
  absl::StatusOr<Counts> Count();
  // Deletes the items with these ids, without waiting for the disk. If a crash of the server loses
  // the deletion, the items are delivered again.
  absl::Status Delete(absl::Span<const std::string> ids);
  // Moves an item to outbox_set_aside. `problem` may contain any bytes.
  absl::Status Move(const SetAside& item);
  // Deletes set-aside items older than `keep`, and all but the newest `max`; at most a thousand of
  // each. Returns true if there may be more.
  absl::StatusOr<bool> TrimSetAside(absl::Duration keep, int max);
  // Returns how long ago the oldest set-aside item should have been deleted; zero if none is due.
  absl::StatusOr<absl::Duration> SetAsideOverdue(absl::Duration keep);

 private:
  // Runs a statement of SetShards. Adds the parameter of the shards to `params`.
  absl::StatusOr<pg::Rows> QueryShards(absl::string_view sql, std::vector<pg::Param> params);

  pg::Connection& connection_;
  const std::string kind_;
  std::vector<std::int64_t> shards_;
  // The statements for as many shards.
  std::string next_;
  std::string delete_and_next_;
  std::string lag_;
  std::string count_;
};

}  // namespace lossy::base
