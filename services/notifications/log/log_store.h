#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/pg/pool.h"
#include "services/notifications/log/log_server.h"
#include "services/notifications/log/topic_log.h"

namespace lossy::notifications {

// The tables of topics and events in PostgreSQL, which all replicas share. Thread-safe. Returns the
// errors of base::pg::Pool.
class LogStore {
 public:
  using NewEvent = TopicLog::NewEvent;

  struct Place {
    v1::Position position;
    bool repeat = false;  // The history had an event with this id at this position.
  };

  // `known` are positions that an earlier process remembered. `pool` must outlive the store.
  explicit LogStore(base::pg::Pool& pool, std::vector<LogServer::Known> known = {})
      : pool_(pool), server_(std::move(known)) {}

  absl::Status Migrate();

  // Appends all events in one transaction, or none. The places are in the order of `events`. After
  // UNAVAILABLE or DEADLINE_EXCEEDED the events may have been appended.
  absl::StatusOr<std::vector<Place>> Append(absl::Span<const NewEvent* const> events);

  // As in TopicLog.
  absl::StatusOr<TopicLog::Range> Read(const std::string& topic,
                                       const absl::optional<v1::Position>& after, int limit);
  absl::StatusOr<std::vector<v1::Position>> Heads(absl::Span<const absl::string_view> topics);
  absl::Status EndEpochs(absl::Span<const absl::string_view> topics);
  absl::Status EndIfWentBack(const std::string& topic, const v1::Position& known);

  // Returns the positions that the next process should remember.
  std::vector<LogServer::Known> Remembered() const { return server_.Remembered(); }

 private:
  absl::Status Prepared(absl::Span<const absl::string_view> topics,
                        absl::FunctionRef<absl::Status()> work);
  absl::Status MakeTopics(absl::Span<const absl::string_view> topics);
  // Begins new epochs of the topics that are not fresh, or of all. Their events stay.
  absl::Status Renew(absl::Span<const absl::string_view> topics, bool all);

  base::pg::Pool& pool_;
  LogServer server_;
};

}  // namespace lossy::notifications
