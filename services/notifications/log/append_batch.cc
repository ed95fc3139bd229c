#include "services/notifications/log/append_batch.h"

#include <cstdint>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "base/pg/row_reader.h"
#include "services/notifications/log/log_sql.h"
#include "services/notifications/log/log_values.h"

namespace lossy::notifications {
namespace {

using base::pg::Param;
using base::pg::RowReader;
using base::pg::Rows;
using base::pg::Transaction;

// All transactions lock topics in the same order, so that none waits in a circle.
const std::string& LockSql() {
  static const std::string sql = absl::StrCat("SELECT t.topic, t.epoch, ", kFresh,
                                              " FROM topics t WHERE t.topic = ANY ($1::text[]) "
                                              "ORDER BY t.topic FOR NO KEY UPDATE OF t");
  return sql;
}

// A statement of its own, because it must see the commits of the transactions that had the lock
// before.
constexpr char kAppend[] = R"sql(
    WITH given AS MATERIALIZED (
      SELECT g.nr, g.topic, g.event_id, g.event, g.changed_us, g.acted_us, g.traceparent,
        known."offset" AS known, known.run
      FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bigint[], $5::bigint[],
          $6::text[])
        WITH ORDINALITY AS g(topic, event_id, event, changed_us, acted_us, traceparent, nr)
      LEFT JOIN LATERAL (
        SELECT e."offset", e.run FROM events e
        WHERE e.topic = g.topic AND e.event_id = g.event_id LIMIT 1) known ON true),
    fresh AS MATERIALIZED (
      SELECT g.*, octet_length(g.event) + octet_length(g.event_id) + octet_length(g.topic) AS bytes,
        (SELECT t.head FROM topics t WHERE t.topic = g.topic)
          + row_number() OVER (PARTITION BY g.topic ORDER BY g.nr) AS "offset"
      FROM given g WHERE g.known IS NULL),
    added AS (
      INSERT INTO events (topic, "offset", event_id, event, bytes, at, changed_us, acted_us,
        traceparent)
      SELECT topic, "offset", event_id, event, bytes, clock_timestamp(), nullif(changed_us, 0),
        nullif(acted_us, 0), nullif(traceparent, '') FROM fresh),
    advanced AS (
      UPDATE topics t SET head = f.head, bytes = t.bytes + f.bytes, used_at = now()
      FROM (SELECT topic, max("offset") AS head, sum(bytes) AS bytes FROM fresh GROUP BY topic) f
      WHERE t.topic = f.topic)
    SELECT nr, "offset", false, NULL::bigint FROM fresh
    UNION ALL SELECT nr, known, true, run FROM given WHERE known IS NOT NULL)sql";

// The bytes do not change, so that the topic's sum stays that of its events.
constexpr char kRedact[] = R"sql(
    UPDATE events SET event = $3
    WHERE topic = $1 AND "offset" < $2::bigint AND event <> $3 AND position($5::bytea IN event) = 0
      AND EXISTS (SELECT FROM unnest($4::bytea[]) AS m(mention) WHERE position(m.mention IN event) > 0))sql";

absl::StatusOr<absl::flat_hash_map<std::string, std::string>> LockTopics(
    Transaction& transaction, absl::Span<const absl::string_view> topics) {
  const absl::StatusOr<Rows> rows = transaction.Query(LockSql(), {Param::Texts(topics)});
  if (!rows.ok()) return rows.status();
  if (rows->size() < static_cast<int>(topics.size())) return TopicsNotReady();
  absl::flat_hash_map<std::string, std::string> epochs;
  for (int i = 0; i < rows->size(); ++i) {
    RowReader reader(*rows, i);
    std::string topic = reader.Next<std::string>();
    std::string epoch = reader.Next<std::string>();
    if (const bool fresh = reader.Next<bool>(); !fresh) return TopicsNotReady();
    epochs.emplace(std::move(topic), std::move(epoch));
  }
  return epochs;
}

}  // namespace

Batch::Batch(absl::Span<const TopicLog::NewEvent* const> events) {
  absl::flat_hash_map<std::pair<absl::string_view, absl::string_view>, std::size_t> known;
  for (const TopicLog::NewEvent* event : events) {
    const auto [found, first] = known.emplace(
        std::pair<absl::string_view, absl::string_view>(event->topic, event->event_id),
        topics.size());
    row_of.push_back(found->second);
    repeats.push_back(!first);
    if (!first) continue;
    topics.push_back(event->topic);
    event_ids.push_back(event->event_id);
    encoded.push_back(event->event.SerializeAsString());
    changed_us.push_back(event->origin.changed_us);
    acted_us.push_back(event->origin.acted_us);
    traceparents.push_back(event->origin.traceparent);
  }
}

// The events have the run of this server, which is the default of the column.
absl::StatusOr<std::vector<LogStore::Appended>> AppendBatch(Transaction& transaction,
                                                            const Batch& batch,
                                                            const LogServer::State& server) {
  if (absl::Status set = transaction.SetLocal(kByIndex); !set.ok()) return set;
  const auto epochs = LockTopics(transaction, Distinct(batch.topics));
  if (!epochs.ok()) return epochs.status();
  const std::vector<absl::string_view> encoded(batch.encoded.begin(), batch.encoded.end());
  const absl::StatusOr<Rows> rows =
      transaction.Query(kAppend, {Param::Texts(batch.topics), Param::Texts(batch.event_ids),
                                  Param::Blobs(encoded), Param::Ints(batch.changed_us),
                                  Param::Ints(batch.acted_us), Param::Texts(batch.traceparents)});
  if (!rows.ok()) return rows.status();
  std::vector<LogStore::Appended> places(batch.topics.size());
  for (int i = 0; i < rows->size(); ++i) {
    RowReader reader(*rows, i);
    const auto row = static_cast<std::size_t>(reader.Next<std::int64_t>() - 1);
    const auto offset = reader.Next<std::int64_t>();
    const bool repeat = reader.Next<bool>();
    const auto known_run = reader.Next<absl::optional<std::int64_t>>();
    const std::int64_t run = repeat ? known_run.value_or(0) : server.run;
    places[row] = {.position = MakePosition(epochs->at(batch.topics[row]), offset, run),
                   .repeat = repeat};
  }
  return places;
}

// Applies the redactions among the events to earlier events.
absl::Status Redact(Transaction& transaction, absl::Span<const TopicLog::NewEvent* const> events,
                    absl::Span<const LogStore::Appended> places, const Batch& batch) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    const absl::optional<v1::Redaction> redaction = AsRedaction(events[i]->event);
    if (!redaction) continue;
    const std::vector<absl::string_view> mentions(redaction->mentions().begin(),
                                                  redaction->mentions().end());
    const absl::Status redacted =
        transaction
            .Query(kRedact, {events[i]->topic, places[batch.row_of[i]].position.offset(),
                             Param::Bytes(RedactedContent().SerializeAsString()),
                             Param::Blobs(mentions), Param::Bytes(events[i]->event.type_url())})
            .status();
    if (!redacted.ok()) return redacted;
  }
  return absl::OkStatus();
}

}  // namespace lossy::notifications
