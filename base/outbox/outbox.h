#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/pg/connection.h"
#include "base/pg/migrate.h"
#include "google/protobuf/message.h"

namespace lossy::base {

// What leaves a service because of a change, written in the change's own transaction and delivered
// by the Relay afterwards, at least once and in order.
struct Outgoing {
  std::string id;  // UUID; the same at each attempt.
  std::string kind;
  std::string target;  // By kind: a pub/sub topic, a method's subject.
  std::string user_id;
  std::string request_id;
  std::string payload;
  std::int64_t seq = 0;  // Its place in the table; the relay's.
};

// The tables `outbox` and `outbox_set_aside`, as steps to put into a service's list of migrations.
absl::Span<const pg::Migration> OutboxMigrations();

// Queues `event` for the pub/sub topic.
absl::Status QueueEvent(pg::Connection& transaction, const std::string& topic,
                        const google::protobuf::Message& event, const std::string& user_id,
                        const std::string& request_id);

// Queues anything; a Relay must have a handler for the kind. `id` is set here.
absl::Status Queue(pg::Connection& transaction, Outgoing outgoing);

// The kind of what QueueEvent queues; the payload is a google.protobuf.Any.
inline constexpr absl::string_view kPublish = "publish";

}  // namespace lossy::base
