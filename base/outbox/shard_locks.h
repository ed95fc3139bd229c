#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/pg/connection.h"

namespace lossy::base {

// The number of shards of each kind. All items of one target are in the shard
// `hashtext(target) & 15`.
inline constexpr int kShards = 16;

// The advisory locks by which the replicas of a service divide the shards of one kind of items
// among them. A replica that shares the kind holds a shared lock, and for each shard that it leads
// an exclusive lock. PostgreSQL frees the locks when the session ends.
//
// Threads: not thread-safe. Errors: those of Connection.
class ShardLocks {
 public:
  // `connection` must outlive the object, which must be the connection's only user of advisory
  // locks.
  ShardLocks(pg::Connection& connection, std::string kind)
      : connection_(connection), kind_(std::move(kind)) {}

  // Returns true if this connection now shares the kind, until Resign or until it breaks. Returns
  // false while a replica of a former version leads the kind, and then notifies it if `notify`.
  absl::StatusOr<bool> Join(bool notify);
  // Makes the connection receive the notifications of other replicas
  // (Connection::AwaitNotification).
  absl::Status Listen();

  struct Census {
    int members = 1;  // The connections that share the kind.
    int place = 0;    // The place of this connection among them, from 0.
  };
  // Returns how many connections share the kind. Notifies the others if `notify`.
  absl::StatusOr<Census> Count(bool notify);

  // Leads at most `most` of the shards that no connection leads, and returns them. `from` must not
  // contain a shard that this connection leads.
  absl::StatusOr<std::vector<int>> Take(absl::Span<const int> from, int most);
  // Ends the lead of `shards`, and notifies the other replicas.
  absl::Status Release(absl::Span<const int> shards);
  // Ends the share, so that other replicas may lead the shards, and notifies them.
  absl::Status Resign();

 private:
  pg::Connection& connection_;
  const std::string kind_;
};

}  // namespace lossy::base
