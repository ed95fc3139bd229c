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

// The topics and events in PostgreSQL, which any number of replicas share. Thread-safe. Errors are
// those of base::pg::Pool.
class LogStore {
 public:
  using NewEvent = TopicLog::NewEvent;

  struct Place {
    v1::Position position;
    bool repeat = false;  // The history had an event with this id, there.
  };

  // `known`: what a process before this one remembered. `pool` must outlive it.
  explicit LogStore(base::pg::Pool& pool, std::vector<LogServer::Known> known = {})
      : pool_(pool), server_(std::move(known)) {}

  absl::Status Migrate();

  // Appends the events in one transaction: all of them or none. The places are in the order of
  // `events`. On UNAVAILABLE and DEADLINE_EXCEEDED they may have been appended all the same.
  absl::StatusOr<std::vector<Place>> Append(absl::Span<const NewEvent* const> events);

  // As in TopicLog.
  absl::StatusOr<TopicLog::Range> Read(const std::string& topic,
                                       const absl::optional<v1::Position>& after, int limit);
  absl::StatusOr<std::vector<v1::Position>> Heads(absl::Span<const absl::string_view> topics);
  absl::Status EndEpochs(absl::Span<const absl::string_view> topics);
  absl::Status EndIfWentBack(const std::string& topic, const v1::Position& known);

  // The positions that the next process should remember.
  std::vector<LogServer::Known> Remembered() const { return server_.Remembered(); }

 private:
  absl::Status Prepared(absl::Span<const absl::string_view> topics,
                        absl::FunctionRef<absl::Status()> work);
  absl::Status MakeTopics(absl::Span<const absl::string_view> topics);
  // Begins new epochs: of topics that are not fresh, or of all. Their events stay.
  absl::Status Renew(absl::Span<const absl::string_view> topics, bool all);

  base::pg::Pool& pool_;
  LogServer server_;
};

}  // namespace lossy::notifications
