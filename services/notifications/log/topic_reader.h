#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/pg/queries.h"
#include "services/notifications/log/topic_log.h"

namespace lossy::notifications {

// The SQL that reads the log's tables. ReadRange and ReadHeads return NOT_FOUND if a topic is
// missing or must begin a new epoch. All return the errors of `queries`.

// Reads the head of a topic, and at most `limit` events after `after`, as TopicLog::Read does.
absl::StatusOr<TopicLog::Range> ReadRange(base::pg::Queries& queries, const std::string& topic,
                                          const absl::optional<v1::Position>& after, int limit);

// Reads the heads of topics, in their order. Sets the time of their last use to now if it is more
// than an hour ago.
absl::StatusOr<std::vector<v1::Position>> ReadHeads(base::pg::Queries& queries,
                                                    absl::Span<const absl::string_view> topics);

// See TopicLog::Changed. UNAVAILABLE while a restore has not written the server's row yet.
absl::StatusOr<TopicLog::Changes> ReadChanges(base::pg::Queries& queries,
                                              const TopicLog::Mark& mark);

}  // namespace lossy::notifications
