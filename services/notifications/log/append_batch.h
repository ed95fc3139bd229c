#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/pg/transaction.h"
#include "services/notifications/log/log_server.h"
#include "services/notifications/log/log_store.h"
#include "services/notifications/log/topic_log.h"

namespace lossy::notifications {

// The events of one Append, without repeated ones. The events must outlive the object.
struct Batch {
  explicit Batch(absl::Span<const TopicLog::NewEvent* const> events);

  std::vector<absl::string_view> topics;
  std::vector<absl::string_view> event_ids;
  std::vector<std::string> encoded;
  std::vector<std::size_t> row_of;  // By the index of the event in Append.
  std::vector<bool> repeats;        // The same: true if another event has the row.
};

// Appends the events to their topics, and returns the result of each event of the batch. NOT_FOUND
// if a topic is missing or must begin a new epoch. Other errors: those of Connection.
absl::StatusOr<std::vector<LogStore::Appended>> AppendBatch(base::pg::Transaction& transaction,
                                                            const Batch& batch,
                                                            const LogServer::State& server);

// Applies the redactions among `events`, the events of `batch`, to earlier events. `places` are
// the results of AppendBatch. Errors: those of Connection.
absl::Status Redact(base::pg::Transaction& transaction,
                    absl::Span<const TopicLog::NewEvent* const> events,
                    absl::Span<const LogStore::Appended> places, const Batch& batch);

}  // namespace lossy::notifications
