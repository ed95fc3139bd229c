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
#include "services/notifications/log/recent_epochs.h"
#include "services/notifications/log/topic_log.h"

namespace lossy::notifications {

// The SQL of PostgresLog: the tables of topics and events, which all replicas share. Thread-safe.
// Errors: those of base::pg::Pool, and the named ones.
class LogStore {
 public:
  using NewEvent = TopicLog::NewEvent;

  // The result of appending one event.
  struct Appended {
    v1::Position position;
    bool repeat = false;  // The history had an event with this id at this position.
  };

  // `known` are the positions that an earlier process saved. `placement` is that of the database in
  // the list of this process. `pool` must outlive the store.
  explicit LogStore(base::pg::Pool& pool, std::vector<LogServer::Known> known = {},
                    LogPlacement placement = {})
      : pool_(pool), server_(std::move(known), std::move(placement)) {}

  // Creates the tables, or brings them up to date, and claims the placement (LogServer::Claim).
  absl::Status Migrate();

  // The same as the method of LogServer.
  absl::Status CheckPlacement() const { return server_.CheckPlacement(); }

  // Appends all events in one transaction, or none. The results are in the order of `events`. After
  // UNAVAILABLE or DEADLINE_EXCEEDED the events may have been appended.
  absl::StatusOr<std::vector<Appended>> Append(absl::Span<const NewEvent* const> events);

  // The same as the methods of TopicLog.
  absl::StatusOr<TopicLog::Range> Read(const std::string& topic,
                                       const absl::optional<v1::Position>& after, int limit);
  absl::StatusOr<std::vector<v1::Position>> Heads(absl::Span<const absl::string_view> topics);
  absl::StatusOr<TopicLog::Changes> Changed(const TopicLog::Mark& mark);
  absl::Status EndEpochs(absl::Span<const absl::string_view> topics);
  absl::Status EndIfRolledBack(const std::string& topic, const v1::Position& known);

  // Returns the positions that the process should save for the next one (LogMemoryFile).
  std::vector<LogServer::Known> Remembered() const { return server_.Remembered(); }

 private:
  absl::Status Prepared(absl::Span<const absl::string_view> topics,
                        absl::FunctionRef<absl::Status()> work);
  absl::Status MakeTopics(absl::Span<const absl::string_view> topics);
  // Begins new epochs of the topics that are not fresh (kFresh), or of all of `topics` if `all` is
  // true. Their events stay.
  absl::Status Renew(absl::Span<const absl::string_view> topics, bool all);

  base::pg::Pool& pool_;
  LogServer server_;
  RecentEpochs recent_epochs_;
};

}  // namespace lossy::notifications
