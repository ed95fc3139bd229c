#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/pg/pool.h"
#include "services/notifications/log/topic_log.h"

namespace lossy::notifications {

// The topics and events in PostgreSQL, which any number of replicas share. Thread-safe. Errors are
// those of base::pg::Pool.
class LogStore {
 public:
  using NewEvent = TopicLog::NewEvent;

  struct Place {
    v1::Position position;
    bool repeat = false;  // The history had an event with this id, there.
  };

  // `pool` must outlive it.
  explicit LogStore(base::pg::Pool& pool) : pool_(pool) {}

  absl::Status Migrate();

  // Appends the events in one transaction: all of them or none. The places are in the order of
  // `events`. On UNAVAILABLE and DEADLINE_EXCEEDED they may have been appended all the same.
  absl::StatusOr<std::vector<Place>> Append(absl::Span<const NewEvent* const> events);

  // As in TopicLog.
  absl::StatusOr<TopicLog::Range> Read(const std::string& topic,
                                       const absl::optional<v1::Position>& after, int limit);
  absl::StatusOr<std::vector<v1::Position>> Heads(absl::Span<const absl::string_view> topics);

 private:
  absl::Status Prepared(absl::Span<const absl::string_view> topics,
                        absl::FunctionRef<absl::Status()> work);
  absl::Status MakeTopics(absl::Span<const absl::string_view> topics);

  base::pg::Pool& pool_;
};

}  // namespace lossy::notifications
