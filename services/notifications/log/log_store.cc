#include "services/notifications/log/log_store.h"

#include <utility>

#include "absl/container/btree_set.h"
#include "base/error/error.h"
#include "base/process/log.h"
#include "services/notifications/log/epoch.h"
#include "services/notifications/log/log_server.h"
#include "services/notifications/migrations.h"

namespace lossy::notifications {
namespace {

using base::pg::Connection;
using base::pg::Param;
using base::pg::Rows;

// Tables that grow from nothing have no statistics that a plan could be trusted with.
constexpr char kByIndex[] =
    "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; "
    "SET LOCAL enable_mergejoin = off";

// In one order everywhere, so that nobody waits for somebody who waits for them.
constexpr char kLock[] = R"sql(
    SELECT topic, epoch FROM topics WHERE topic = ANY ($1::text[])
    ORDER BY topic FOR NO KEY UPDATE)sql";

// A statement of its own: it has to see what those committed who had the lock before.
constexpr char kAppend[] = R"sql(
    WITH given AS MATERIALIZED (
      SELECT g.nr, g.topic, g.event_id, g.event, known."offset" AS known
      FROM unnest($1::text[], $2::text[], $3::bytea[])
        WITH ORDINALITY AS g(topic, event_id, event, nr)
      LEFT JOIN LATERAL (
        SELECT e."offset" FROM events e
        WHERE e.topic = g.topic AND e.event_id = g.event_id LIMIT 1) known ON true),
    fresh AS MATERIALIZED (
      SELECT g.*, octet_length(g.event) + octet_length(g.event_id) + octet_length(g.topic) AS bytes,
        (SELECT t.head FROM topics t WHERE t.topic = g.topic)
          + row_number() OVER (PARTITION BY g.topic ORDER BY g.nr) AS "offset"
      FROM given g WHERE g.known IS NULL),
    added AS (
      INSERT INTO events (topic, "offset", event_id, event, bytes, at)
      SELECT topic, "offset", event_id, event, bytes, clock_timestamp() FROM fresh),
    advanced AS (
      UPDATE topics t SET head = f.head, bytes = t.bytes + f.bytes, used_at = now()
      FROM (SELECT topic, max("offset") AS head, sum(bytes) AS bytes FROM fresh GROUP BY topic) f
      WHERE t.topic = f.topic)
    SELECT nr, "offset", false FROM fresh
    UNION ALL SELECT nr, known, true FROM given WHERE known IS NOT NULL)sql";

// The bytes stay counted, so that the topic's sum is still that of its events.
constexpr char kRedact[] = R"sql(
    UPDATE events SET event = $3
    WHERE topic = $1 AND "offset" < $2::bigint AND event <> $3 AND position($5::bytea IN event) = 0
      AND EXISTS (SELECT FROM unnest($4::bytea[]) AS m(mention) WHERE position(m.mention IN event) > 0))sql";

// The head, and the events if there are any, as of one moment.
constexpr char kRead[] = R"sql(
    SELECT t.epoch, t.head, t.gone, e."offset", e.event_id, e.event FROM topics t
    LEFT JOIN LATERAL (
      SELECT * FROM events e WHERE e.topic = t.topic AND e."offset" > greatest(t.gone, $2::bigint)
      ORDER BY e."offset" LIMIT $3::bigint) e ON true
    WHERE t.topic = $1 ORDER BY e."offset")sql";

constexpr char kHeads[] = R"sql(
    SELECT t.epoch, t.head, t.used_at < now() - interval '1 hour'
    FROM unnest($1::text[]) WITH ORDINALITY AS g(topic, nr)
    LEFT JOIN LATERAL (SELECT * FROM topics t WHERE t.topic = g.topic LIMIT 1) t ON true
    ORDER BY g.nr)sql";

absl::Status TopicMissing() { return absl::FailedPreconditionError("a topic is missing"); }

v1::Position MakePosition(absl::string_view epoch, std::int64_t offset) {
  v1::Position position;
  position.set_epoch(std::string(epoch));
  position.set_offset(offset);
  return position;
}

// The events of one Append, without those that repeat one before.
struct Batch {
  explicit Batch(absl::Span<const LogStore::NewEvent* const> events) {
    absl::flat_hash_map<std::pair<absl::string_view, absl::string_view>, std::size_t> known;
    for (const LogStore::NewEvent* event : events) {
      const auto [found, first] = known.emplace(
          std::pair<absl::string_view, absl::string_view>(event->topic, event->event_id),
          topics.size());
      row_of.push_back(found->second);
      repeats.push_back(!first);
      if (!first) continue;
      topics.push_back(event->topic);
      event_ids.push_back(event->event_id);
      encoded.push_back(event->event.SerializeAsString());
    }
  }

  std::vector<absl::string_view> topics;
  std::vector<absl::string_view> event_ids;
  std::vector<std::string> encoded;
  std::vector<std::size_t> row_of;  // Of each event given.
  std::vector<bool> repeats;        // Of each event given: the row is another's.
};

std::vector<absl::string_view> Distinct(absl::Span<const absl::string_view> topics) {
  const absl::btree_set<absl::string_view> distinct(topics.begin(), topics.end());
  return {distinct.begin(), distinct.end()};
}

absl::StatusOr<absl::flat_hash_map<std::string, std::string>> LockTopics(
    Connection& transaction, absl::Span<const absl::string_view> topics) {
  const absl::StatusOr<Rows> rows = transaction.Query(kLock, {Param::Texts(topics)});
  if (!rows.ok()) return rows.status();
  if (rows->size() < static_cast<int>(topics.size())) return TopicMissing();
  absl::flat_hash_map<std::string, std::string> epochs;
  for (int i = 0; i < rows->size(); ++i) {
    epochs.emplace(std::string(rows->Text(i, 0)), std::string(rows->Text(i, 1)));
  }
  return epochs;
}

absl::StatusOr<std::vector<LogStore::Place>> AppendBatch(Connection& transaction,
                                                         const Batch& batch) {
  if (absl::Status same = CheckServer(transaction); !same.ok()) return same;
  if (absl::Status set = transaction.Execute(kByIndex); !set.ok()) return set;
  const auto epochs = LockTopics(transaction, Distinct(batch.topics));
  if (!epochs.ok()) return epochs.status();
  const std::vector<absl::string_view> encoded(batch.encoded.begin(), batch.encoded.end());
  const absl::StatusOr<Rows> rows = transaction.Query(
      kAppend, {Param::Texts(batch.topics), Param::Texts(batch.event_ids), Param::Blobs(encoded)});
  if (!rows.ok()) return rows.status();
  std::vector<LogStore::Place> places(batch.topics.size());
  for (int i = 0; i < rows->size(); ++i) {
    const auto row = static_cast<std::size_t>(rows->Int(i, 0) - 1);
    places[row] = {.position = MakePosition(epochs->at(batch.topics[row]), rows->Int(i, 1)),
                   .repeat = rows->Bool(i, 2)};
  }
  return places;
}

// The redactions among the events take effect on what came before them.
absl::Status Redact(Connection& transaction, absl::Span<const LogStore::NewEvent* const> events,
                    absl::Span<const LogStore::Place> places, const Batch& batch) {
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

EventPtr ToEvent(const std::string& topic, const Rows& rows, int row) {
  google::protobuf::Any event;
  // Its place stays, so that what is behind it is read; subscribers skip an event of no type.
  if (!event.ParseFromString(rows.Bytes(row, 5))) {
    event.Clear();
    base::Log(base::LogLevel::kError, "event_unreadable",
              {{"topic", absl::string_view(topic)}, {"offset", rows.Int(row, 3)}});
  }
  return MakeEvent(topic, MakePosition(rows.Text(row, 0), rows.Int(row, 3)),
                   std::string(rows.Text(row, 4)), event);
}

absl::StatusOr<TopicLog::Range> ToRange(const std::string& topic,
                                        const absl::optional<v1::Position>& after,
                                        const Rows& rows) {
  TopicLog::Range range;
  range.head = MakePosition(rows.Text(0, 0), rows.Int(0, 1));
  if (after.has_value() && after->epoch() != range.head.epoch()) {
    return absl::OutOfRangeError("the epoch is over");
  }
  if (after.has_value() &&
      (after->offset() < rows.Int(0, 2) || after->offset() > range.head.offset())) {
    return absl::OutOfRangeError("history does not reach back to that position");
  }
  for (int i = 0; i < rows.size(); ++i) {
    if (!rows.IsNull(i, 3)) range.events.push_back(ToEvent(topic, rows, i));
  }
  return range;
}

absl::StatusOr<std::vector<v1::Position>> ReadHeads(Connection& connection,
                                                    absl::Span<const absl::string_view> topics) {
  if (absl::Status same = CheckServer(connection); !same.ok()) return same;
  const absl::StatusOr<Rows> rows = connection.Query(kHeads, {Param::Texts(topics)});
  if (!rows.ok()) return rows.status();
  std::vector<v1::Position> heads;
  std::vector<absl::string_view> in_use;
  for (int i = 0; i < rows->size(); ++i) {
    if (rows->IsNull(i, 0)) return TopicMissing();
    heads.push_back(MakePosition(rows->Text(i, 0), rows->Int(i, 1)));
    if (rows->Bool(i, 2)) in_use.push_back(topics[static_cast<std::size_t>(i)]);
  }
  if (in_use.empty()) return heads;
  const absl::Status touched = connection
                                   .Query(R"sql(
              UPDATE topics SET used_at = now() WHERE topic IN (
                SELECT topic FROM topics WHERE topic = ANY ($1::text[])
                FOR NO KEY UPDATE SKIP LOCKED))sql",
                                          {Param::Texts(in_use)})
                                   .status();
  if (!touched.ok()) return touched;
  return heads;
}

}  // namespace

absl::Status LogStore::Migrate() { return base::pg::Migrate(pool_, Migrations()); }

absl::StatusOr<std::vector<LogStore::Place>> LogStore::Append(
    absl::Span<const NewEvent* const> events) {
  const Batch batch(events);
  std::vector<Place> places;
  const absl::Status status = Prepared(batch.topics, [&] {
    return pool_.Transaction([&](Connection& transaction) {
      absl::StatusOr<std::vector<Place>> appended = AppendBatch(transaction, batch);
      if (!appended.ok()) return appended.status();
      places = *std::move(appended);
      return Redact(transaction, events, places, batch);
    });
  });
  if (!status.ok()) return status;
  std::vector<Place> of_each;
  of_each.reserve(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    of_each.push_back(places[batch.row_of[i]]);
    of_each.back().repeat |= batch.repeats[i];
  }
  return of_each;
}

absl::StatusOr<TopicLog::Range> LogStore::Read(const std::string& topic,
                                               const absl::optional<v1::Position>& after,
                                               int limit) {
  absl::StatusOr<TopicLog::Range> range = TopicLog::Range();
  const std::int64_t from = after.has_value() ? after->offset() : 0;
  const absl::Status status = Prepared({topic}, [&] {
    return pool_.With([&](Connection& connection) {
      if (absl::Status same = CheckServer(connection); !same.ok()) return same;
      const absl::StatusOr<Rows> rows = connection.Query(kRead, {topic, from, limit});
      if (!rows.ok()) return rows.status();
      if (rows->empty()) return TopicMissing();
      range = ToRange(topic, after, *rows);
      return absl::OkStatus();
    });
  });
  if (!status.ok()) return status;
  return range;
}

absl::StatusOr<std::vector<v1::Position>> LogStore::Heads(
    absl::Span<const absl::string_view> topics) {
  absl::StatusOr<std::vector<v1::Position>> heads = std::vector<v1::Position>();
  const absl::Status status = Prepared(topics, [&] {
    return pool_.With([&](Connection& connection) {
      heads = ReadHeads(connection, topics);
      return heads.status();
    });
  });
  if (!status.ok()) return status;
  return heads;
}

// Does the work, and when that finds that a topic is missing or the server is another, sees to that
// and does it again.
absl::Status LogStore::Prepared(absl::Span<const absl::string_view> topics,
                                absl::FunctionRef<absl::Status()> work) {
  constexpr int kAttempts = 4;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    absl::Status status = work();
    if (!absl::IsFailedPrecondition(status)) return status;
    status = StartAnew(pool_);
    if (status.ok()) status = MakeTopics(Distinct(topics));
    if (!status.ok()) return status;
  }
  return base::Unavailable("the topics come and go");
}

// On its own: nobody holds the locks of topics while they wait for those who make the same.
absl::Status LogStore::MakeTopics(absl::Span<const absl::string_view> topics) {
  std::vector<std::string> epochs;
  for (std::size_t i = 0; i < topics.size(); ++i) epochs.push_back(NewEpoch());
  const std::vector<absl::string_view> views(epochs.begin(), epochs.end());
  return pool_
      .Query(
          "INSERT INTO topics (topic, epoch) SELECT * FROM unnest($1::text[], $2::text[]) "
          "ON CONFLICT DO NOTHING",
          {Param::Texts(topics), Param::Texts(views)})
      .status();
}

}  // namespace lossy::notifications
