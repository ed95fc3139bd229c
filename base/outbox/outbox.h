#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/pg/migrate.h"
#include "base/pg/transaction.h"
#include "base/trace/trace_context.h"
#include "google/protobuf/message.h"

namespace lossy::base {

// The transactional outbox: a service writes an item in the transaction of the change that causes
// it, and the Relay delivers the item after the commit, at least once and in the order of its
// target. See docs/adr/0005.

// An item of the outbox.
struct Outgoing {
  std::string id;      // A UUID, the same at each attempt to deliver.
  std::string kind;    // Selects the relay's handler.
  std::string target;  // A pub/sub topic, or the id that the call is about.
  std::string user_id;
  std::string request_id;
  std::string payload;
  std::int64_t seq = 0;  // The position in the table. Only the relay reads it.
  // The start of the transaction that queued the item, in microseconds since 1970 by the database's
  // clock. Only the relay reads it.
  std::int64_t queued_us = 0;
  // The time of the user's action that caused the change, in the same unit; 0: unknown.
  std::int64_t acted_us = 0;
  // The span that queued the item. Empty unless its trace is sampled.
  TraceContext trace = {};
};

// Creates the tables `outbox` and `outbox_set_aside`; steps of each service's migrations.
absl::Span<const pg::Migration> OutboxMigrations();

// Returns the item that QueueEvent would queue.
Outgoing EventItem(const std::string& topic, const google::protobuf::Message& event,
                   const std::string& user_id, const std::string& request_id,
                   absl::optional<absl::Time> acted_at = absl::nullopt);

// Queues `event` for the pub/sub topic. `acted_at` is the time of the user's action that caused the
// event, by the database's clock, if it is earlier than the request. Errors: those of Connection.
absl::Status QueueEvent(pg::Transaction& transaction, const std::string& topic,
                        const google::protobuf::Message& event, const std::string& user_id,
                        const std::string& request_id,
                        absl::optional<absl::Time> acted_at = absl::nullopt);

// Queues an item, and wakes the relays of the transaction's pool after the commit. The service's
// relay must have a handler for the kind. Queue sets `id`, and `trace` from the current trace of
// the thread. Errors: those of Connection.
absl::Status Queue(pg::Transaction& transaction, Outgoing outgoing);

// The kind of the items of QueueEvent. Their payload is a google.protobuf.Any.
inline constexpr absl::string_view kPublish = "publish";

}  // namespace lossy::base
