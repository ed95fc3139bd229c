#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/error/error.h"
#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::notifications {

// Values that several SQL statements of the log use.

// The error of a statement whose topics are missing or must begin new epochs (NOT_FOUND).
inline absl::Status TopicsNotReady() { return absl::NotFoundError("a topic has no epoch"); }

// The error of a statement that found another state of the server than LogServer::checked
// (FAILED_PRECONDITION).
inline absl::Status ServerChanged() {
  return absl::FailedPreconditionError("the server is another one or was restarted");
}

// The error of a statement that found no row of the server (UNAVAILABLE).
inline absl::Status LogIsRestored() { return base::Unavailable("the log is being restored"); }

inline v1::Position MakePosition(absl::string_view epoch, std::int64_t offset, std::int64_t run) {
  v1::Position position;
  position.set_epoch(std::string(epoch));
  position.set_offset(offset);
  position.set_run(run);
  return position;
}

// Returns each topic once, sorted. The views are those of `topics`.
inline std::vector<absl::string_view> Distinct(absl::Span<const absl::string_view> topics) {
  const absl::btree_set<absl::string_view> distinct(topics.begin(), topics.end());
  return {distinct.begin(), distinct.end()};
}

}  // namespace lossy::notifications
