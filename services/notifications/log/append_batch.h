#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/pg/queries.h"
#include "base/pg/transaction.h"
#include "services/notifications/log/log_server.h"
#include "services/notifications/log/log_store.h"
#include "services/notifications/log/topic_log.h"

namespace lossy::notifications {

// The rows to insert for the events of one LogStore::Append: one row for all events with the same
// topic and id. The first six members have one element for each row. `events` must
// outlive the object.
struct Batch {
  explicit Batch(absl::Span<const TopicLog::NewEvent* const> events);

  std::vector<absl::string_view> topics;
  std::vector<absl::string_view> event_ids;
  std::vector<std::string> encoded;
  std::vector<std::int64_t> changed_us;  // EventOrigin.
  std::vector<std::int64_t> acted_us;
  std::vector<absl::string_view> traceparents;
  std::vector<std::size_t> row_of;  // The row of each event of Append.
  std::vector<bool> repeats;        // For each event: true if an earlier one has its row.
};

// Appends the events to their topics in one statement, and returns the result of each row of the
// batch. `server` is LogServer::checked. Returns NOT_FOUND if a topic is missing or must begin a
// new epoch, FAILED_PRECONDITION if the caller must call LogServer::Recheck, and ALREADY_EXISTS if
// another transaction appended one of the events at the same time: a repeat then returns its
// position. Other errors: those of `queries`.
absl::StatusOr<std::vector<LogStore::Appended>> AppendBatch(base::pg::Queries& queries,
                                                            const Batch& batch,
                                                            const LogServer::State& server);

// Returns true if one of the events is a redaction.
bool HasRedaction(absl::Span<const TopicLog::NewEvent* const> events);

// Applies the redactions among `events`, the events of `batch`, to earlier events. `places` are
// the results of AppendBatch. Errors: those of Connection.
absl::Status Redact(base::pg::Transaction& transaction,
                    absl::Span<const TopicLog::NewEvent* const> events,
                    absl::Span<const LogStore::Appended> places, const Batch& batch);

}  // namespace lossy::notifications
