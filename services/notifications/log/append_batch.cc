#include "services/notifications/log/append_batch.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "base/pg/row_reader.h"
#include "services/notifications/log/log_sql.h"
#include "services/notifications/log/log_values.h"

namespace lossy::notifications {
namespace {

using base::pg::Param;
using base::pg::Queries;
using base::pg::RowReader;
using base::pg::Rows;
using base::pg::Transaction;

// Appends in one statement, which is a transaction by itself. $1 to $6 are the rows of Batch, $7
// the numbers of their topics in $8, and $9 and $10 the server's state that the caller found good.
//
// - All transactions lock topics in the same order, so that none waits in a circle.
// - A lock that had to wait returns the row as the other transaction left it, with its head. The
//   rest of the statement sees the log as of its start. So it may miss an event with the same id
//   that the other transaction appended. The unique index then rejects the statement.
// - Nothing is appended if state.problem is not empty, or if `server` has no row.
//
// The returned rows have no order. A row with nr = 0 has the problem: "server", "topics" or "". A
// row with nr < 0 has the epoch of topic -nr. The others have the positions of the rows of Batch.
const std::string& AppendSql() {
  static const std::string sql = absl::StrCat(R"sql(
    WITH locked AS MATERIALIZED (
      SELECT t.topic, t.epoch, t.head, )sql",
                                              kFresh, R"sql( AS fresh
      FROM topics t WHERE t.topic = ANY ($8::text[]) ORDER BY t.topic FOR NO KEY UPDATE OF t),
    state AS MATERIALIZED (
      SELECT CASE WHEN server_run() <> $9::bigint OR s.xmin::text::bigint <> $10::bigint THEN 'server'
          WHEN (SELECT count(*) FROM locked WHERE fresh) < cardinality($8::text[]) THEN 'topics'
          ELSE '' END AS problem
      FROM server s),
    heads AS MATERIALIZED (SELECT array_agg(head ORDER BY topic) AS heads FROM locked),
    given AS MATERIALIZED (
      SELECT g.*, known."offset" AS known, known.run
      FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bigint[], $5::bigint[], $6::text[],
          $7::bigint[]) WITH ORDINALITY
        AS g(topic, event_id, event, changed_us, acted_us, traceparent, topic_nr, nr)
      LEFT JOIN LATERAL (
        SELECT e."offset", e.run FROM events e
        WHERE e.topic = g.topic AND e.event_id = g.event_id LIMIT 1) known ON true),
    fresh AS MATERIALIZED (
      SELECT g.*, octet_length(g.event) + octet_length(g.event_id) + octet_length(g.topic) AS bytes,
        (SELECT h.heads FROM heads h)[g.topic_nr]
          + row_number() OVER (PARTITION BY g.topic_nr ORDER BY g.nr) AS "offset"
      FROM given g WHERE g.known IS NULL AND (SELECT s.problem FROM state s) = ''),
    added AS (
      INSERT INTO events (topic, "offset", event_id, event, bytes, at, changed_us, acted_us,
        traceparent)
      SELECT topic, "offset", event_id, event, bytes, clock_timestamp(), nullif(changed_us, 0),
        nullif(acted_us, 0), nullif(traceparent, '') FROM fresh),
    advanced AS (
      UPDATE topics t SET head = f.head, bytes = t.bytes + f.bytes, used_at = now()
      FROM (SELECT topic, max("offset") AS head, sum(bytes) AS bytes FROM fresh GROUP BY topic) f
      WHERE t.topic = f.topic)
    SELECT 0 AS nr, 0 AS "offset", 0 AS run, false AS repeat, problem FROM state
    UNION ALL SELECT -row_number() OVER (ORDER BY topic), 0, 0, false, epoch FROM locked
    UNION ALL SELECT nr, "offset", 0, false, '' FROM fresh
    UNION ALL SELECT nr, known, coalesce(run, 0), true, '' FROM given WHERE known IS NOT NULL)sql");
  return sql;
}

// The bytes do not change, so that the topic's sum stays that of its events.
constexpr char kRedact[] = R"sql(
    UPDATE events SET event = $3
    WHERE topic = $1 AND "offset" < $2::bigint AND event <> $3 AND position($5::bytea IN event) = 0
      AND EXISTS (SELECT FROM unnest($4::bytea[]) AS m(mention) WHERE position(m.mention IN event) > 0))sql";

// Returns the number of the topic of each row in `distinct`, which is sorted, from 1.
std::vector<std::int64_t> NumbersIn(absl::Span<const absl::string_view> distinct,
                                    absl::Span<const absl::string_view> topics) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(topics.size());
  for (const absl::string_view topic : topics) {
    numbers.push_back(absl::c_lower_bound(distinct, topic) - distinct.begin() + 1);
  }
  return numbers;
}

absl::StatusOr<Rows> RunAppend(Queries& queries, const Batch& batch,
                               absl::Span<const std::int64_t> numbers,
                               absl::Span<const absl::string_view> distinct,
                               const LogServer::State& server) {
  const std::vector<absl::string_view> encoded(batch.encoded.begin(), batch.encoded.end());
  return queries.Query(
      AppendSql(),
      {Param::Texts(batch.topics), Param::Texts(batch.event_ids), Param::Blobs(encoded),
       Param::Ints(batch.changed_us), Param::Ints(batch.acted_us), Param::Texts(batch.traceparents),
       Param::Ints(numbers), Param::Texts(distinct), server.run, server.version});
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
absl::StatusOr<std::vector<LogStore::Appended>> AppendBatch(Queries& queries, const Batch& batch,
                                                            const LogServer::State& server) {
  const std::vector<absl::string_view> distinct = Distinct(batch.topics);
  const std::vector<std::int64_t> numbers = NumbersIn(distinct, batch.topics);
  const absl::StatusOr<Rows> rows = RunAppend(queries, batch, numbers, distinct, server);
  if (!rows.ok()) return rows.status();
  bool has_server = false;
  std::vector<LogStore::Appended> places(batch.topics.size());
  std::vector<absl::string_view> epochs(distinct.size());
  for (int i = 0; i < rows->size(); ++i) {
    RowReader reader(*rows, i);
    const auto nr = reader.Next<std::int64_t>();
    const auto offset = reader.Next<std::int64_t>();
    const auto run = reader.Next<std::int64_t>();
    const bool repeat = reader.Next<bool>();
    const auto text = reader.Next<absl::string_view>();
    if (nr == 0 && !text.empty()) return text == "server" ? ServerChanged() : TopicsNotReady();
    has_server = has_server || nr == 0;
    if (nr < 0) epochs[static_cast<std::size_t>(-nr - 1)] = text;
    if (nr <= 0) continue;
    places[static_cast<std::size_t>(nr - 1)] = {
        .position = MakePosition("", offset, repeat ? run : server.run), .repeat = repeat};
  }
  if (!has_server) return LogIsRestored();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const absl::string_view epoch = epochs[static_cast<std::size_t>(numbers[i] - 1)];
    places[i].position.set_epoch(std::string(epoch));
  }
  return places;
}

bool HasRedaction(absl::Span<const TopicLog::NewEvent* const> events) {
  return absl::c_any_of(
      events, [](const TopicLog::NewEvent* event) { return event->event.Is<v1::Redaction>(); });
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
