#include "base/outbox/outbox.h"

#include "base/text/request_id.h"
#include "base/text/uuid.h"
#include "base/trace/continued_trace.h"
#include "google/protobuf/any.pb.h"

namespace lossy::base {

namespace {

constexpr pg::Migration kMigrations[] = {
    {"0000_outbox", R"sql(
    CREATE TABLE outbox (
      seq bigserial PRIMARY KEY,
      id uuid NOT NULL UNIQUE,
      kind text NOT NULL,
      target text NOT NULL,
      user_id text NOT NULL,
      request_id text NOT NULL,
      payload bytea NOT NULL,
      queued_at timestamptz NOT NULL DEFAULT now());
    CREATE INDEX outbox_kind ON outbox (kind, seq))sql"},
    // Keeps items that no retry would deliver, for the operator.
    {"0000_outbox_set_aside", R"sql(
    CREATE TABLE outbox_set_aside (
      seq bigint PRIMARY KEY,
      id uuid NOT NULL,
      kind text NOT NULL,
      target text NOT NULL,
      user_id text NOT NULL,
      request_id text NOT NULL,
      payload bytea NOT NULL,
      queued_at timestamptz NOT NULL,
      -- In ASCII; other bytes are escaped.
      problem text NOT NULL,
      set_aside_at timestamptz NOT NULL DEFAULT now());
    CREATE INDEX outbox_set_aside_age ON outbox_set_aside (set_aside_at))sql"},
    // The time of the user's action, in microseconds since 1970. Null: unknown.
    {"0000_outbox_acted", "ALTER TABLE outbox ADD COLUMN acted_us bigint"},
    // The span that queued the item, as W3C Trace Context writes it. Null: no sampled trace.
    {"0000_outbox_trace", "ALTER TABLE outbox ADD COLUMN traceparent text"},
    // The items of a shard (shard_locks.h) in order. The last expression is not `seq`, so that no
    // other index has the order (docs/adr/0085).
    {"0000_outbox_shard",
     "CREATE INDEX CONCURRENTLY outbox_shard ON outbox (kind, (hashtext(target) & 15), (seq + 0))"},
};

}  // namespace

absl::Span<const pg::Migration> OutboxMigrations() { return kMigrations; }

absl::Status Queue(pg::Transaction& transaction, Outgoing outgoing) {
  transaction.NotifyOnCommit(outgoing.kind);
  return transaction
      .Query(
          "INSERT INTO outbox (id, kind, target, user_id, request_id, payload, acted_us, "
          "traceparent) VALUES ($1, $2, $3, $4, $5, $6, nullif($7::bigint, 0), nullif($8, ''))",
          {NewUuid(), outgoing.kind, outgoing.target, outgoing.user_id,
           RequestIdOrNew(outgoing.request_id), pg::Param::Bytes(std::move(outgoing.payload)),
           outgoing.acted_us, Traceparent(SampledTrace())})
      .status();
}

Outgoing EventItem(const std::string& topic, const google::protobuf::Message& event,
                   const std::string& user_id, const std::string& request_id,
                   absl::optional<absl::Time> acted_at) {
  google::protobuf::Any any;
  any.PackFrom(event);
  return {.id = {},
          .kind = std::string(kPublish),
          .target = topic,
          .user_id = user_id,
          .request_id = request_id,
          .payload = any.SerializeAsString(),
          .acted_us = acted_at ? absl::ToUnixMicros(*acted_at) : 0};
}

absl::Status QueueEvent(pg::Transaction& transaction, const std::string& topic,
                        const google::protobuf::Message& event, const std::string& user_id,
                        const std::string& request_id, absl::optional<absl::Time> acted_at) {
  return Queue(transaction, EventItem(topic, event, user_id, request_id, acted_at));
}

}  // namespace lossy::base
