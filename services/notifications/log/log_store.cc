#include "services/notifications/log/log_store.h"

#include <utility>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/log/log.h"
#include "services/notifications/log/epoch.h"
#include "services/notifications/log/log_sql.h"
#include "services/notifications/migrations/migrations.h"

namespace lossy::notifications {
namespace {

using base::pg::Connection;
using base::pg::Param;
using base::pg::Queries;
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
      SELECT g.nr, g.topic, g.event_id, g.event, known."offset" AS known, known.run
      FROM unnest($1::text[], $2::text[], $3::bytea[])
        WITH ORDINALITY AS g(topic, event_id, event, nr)
      LEFT JOIN LATERAL (
        SELECT e."offset", e.run FROM events e
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
    SELECT nr, "offset", false, NULL::bigint FROM fresh
    UNION ALL SELECT nr, known, true, run FROM given WHERE known IS NOT NULL)sql";

// The bytes do not change, so that the topic's sum stays that of its events.
constexpr char kRedact[] = R"sql(
    UPDATE events SET event = $3
    WHERE topic = $1 AND "offset" < $2::bigint AND event <> $3 AND position($5::bytea IN event) = 0
      AND EXISTS (SELECT FROM unnest($4::bytea[]) AS m(mention) WHERE position(m.mention IN event) > 0))sql";

// Reads the head and the events at one moment. $4 bounds the bytes of the events after the first
// one.
const std::string& ReadSql() {
  static const std::string sql = absl::StrCat("SELECT t.epoch, t.head, t.gone, ", kFresh,
                                              ", coalesce(", RunAt("$2::bigint"), R"sql(, 0),
      coalesce(t.head_run, 0), e."offset", e.event_id, e.event, coalesce(e.run, 0)
    FROM topics t
    LEFT JOIN LATERAL (
      SELECT * FROM (
        SELECT p.*, sum(p.bytes) OVER (ORDER BY p."offset") - p.bytes AS before
        FROM (
          SELECT * FROM events e
          WHERE e.topic = t.topic AND e."offset" > greatest(t.gone, $2::bigint)
          ORDER BY e."offset" LIMIT $3::bigint) p) q
      WHERE q.before < $4::bigint) e ON true
    WHERE t.topic = $1 ORDER BY e."offset")sql");
  return sql;
}

const std::string& HeadsSql() {
  static const std::string sql = absl::StrCat(R"sql(
    SELECT t.epoch, t.head, t.used_at < now() - interval '1 hour', )sql",
                                              kFresh, R"sql(, coalesce(t.head_run, 0)
    FROM unnest($1::text[]) WITH ORDINALITY AS g(topic, nr)
    LEFT JOIN LATERAL (
      SELECT t.*, t.xmin FROM topics t WHERE t.topic = g.topic LIMIT 1) t ON true
    ORDER BY g.nr)sql");
  return sql;
}

const std::string& RenewSql() {
  static const std::string sql = absl::StrCat(R"sql(
    UPDATE topics t SET epoch = n.epoch, era = (SELECT era FROM server)
    FROM (
      SELECT t.topic, g.epoch FROM unnest($1::text[], $2::text[]) AS g(topic, epoch)
      JOIN topics t ON t.topic = g.topic WHERE $3::boolean OR NOT )sql",
                                              kFresh, R"sql(
      ORDER BY t.topic FOR NO KEY UPDATE OF t) n
    WHERE t.topic = n.topic)sql");
  return sql;
}

// The error for topics that are missing or must begin new epochs.
absl::Status TopicsNotReady() { return absl::NotFoundError("a topic has no epoch"); }

v1::Position MakePosition(absl::string_view epoch, std::int64_t offset, std::int64_t run) {
  v1::Position position;
  position.set_epoch(std::string(epoch));
  position.set_offset(offset);
  position.set_run(run);
  return position;
}

// The events of one Append, without repeated ones.
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
  std::vector<std::size_t> row_of;  // By the index of the event in Append.
  std::vector<bool> repeats;        // The same: true if another event has the row.
};

absl::Status WentBack() { return absl::DataLossError("the log went back"); }

std::vector<std::string> NewEpochs(std::size_t count) {
  std::vector<std::string> epochs;
  for (std::size_t i = 0; i < count; ++i) epochs.push_back(NewEpoch());
  return epochs;
}

std::vector<absl::string_view> Views(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

std::vector<absl::string_view> Distinct(absl::Span<const absl::string_view> topics) {
  const absl::btree_set<absl::string_view> distinct(topics.begin(), topics.end());
  return {distinct.begin(), distinct.end()};
}

absl::StatusOr<absl::flat_hash_map<std::string, std::string>> LockTopics(
    Transaction& transaction, absl::Span<const absl::string_view> topics) {
  const absl::StatusOr<Rows> rows = transaction.Query(LockSql(), {Param::Texts(topics)});
  if (!rows.ok()) return rows.status();
  if (rows->size() < static_cast<int>(topics.size())) return TopicsNotReady();
  absl::flat_hash_map<std::string, std::string> epochs;
  for (int i = 0; i < rows->size(); ++i) {
    if (!rows->Bool(i, 2)) return TopicsNotReady();
    epochs.emplace(std::string(rows->Text(i, 0)), std::string(rows->Text(i, 1)));
  }
  return epochs;
}

// The events have the run of this server, which is the default of the column.
absl::StatusOr<std::vector<LogStore::Appended>> AppendBatch(Transaction& transaction,
                                                            const Batch& batch,
                                                            const LogServer::State& server) {
  if (absl::Status set = transaction.SetLocal(kByIndex); !set.ok()) return set;
  const auto epochs = LockTopics(transaction, Distinct(batch.topics));
  if (!epochs.ok()) return epochs.status();
  const std::vector<absl::string_view> encoded(batch.encoded.begin(), batch.encoded.end());
  const absl::StatusOr<Rows> rows = transaction.Query(
      kAppend, {Param::Texts(batch.topics), Param::Texts(batch.event_ids), Param::Blobs(encoded)});
  if (!rows.ok()) return rows.status();
  std::vector<LogStore::Appended> places(batch.topics.size());
  for (int i = 0; i < rows->size(); ++i) {
    const auto row = static_cast<std::size_t>(rows->Int(i, 0) - 1);
    const bool repeat = rows->Bool(i, 2);
    const std::int64_t known_run = rows->IsNull(i, 3) ? 0 : rows->Int(i, 3);
    const std::int64_t run = repeat ? known_run : server.run;
    places[row] = {.position = MakePosition(epochs->at(batch.topics[row]), rows->Int(i, 1), run),
                   .repeat = repeat};
  }
  return places;
}

// Applies the redactions among the events to earlier events.
absl::Status Redact(Transaction& transaction, absl::Span<const LogStore::NewEvent* const> events,
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

EventPtr ToEvent(const std::string& topic, const Rows& rows, int row) {
  google::protobuf::Any event;
  // The event keeps its position, so that later events can be read. Subscribers skip an event
  // without a type.
  if (!event.ParseFromString(rows.Bytes(row, 8))) {
    event.Clear();
    base::Log(base::LogLevel::kError, "event_unreadable",
              {{"topic", absl::string_view(topic)}, {"offset", rows.Int(row, 6)}});
  }
  return MakeEvent(topic, MakePosition(rows.Text(row, 0), rows.Int(row, 6), rows.Int(row, 9)),
                   std::string(rows.Text(row, 7)), event);
}

absl::Status CheckAfter(const v1::Position& after, const Rows& rows) {
  const std::int64_t head = rows.Int(0, 1), gone = rows.Int(0, 2), run = rows.Int(0, 4);
  if (after.epoch() != rows.Text(0, 0)) return absl::OutOfRangeError("the epoch is over");
  const bool other_run = run != 0 && after.run() != 0 && after.run() != run;
  if (after.run() != 0 && (after.offset() > head || other_run)) return WentBack();
  if (after.offset() >= gone && after.offset() <= head) return absl::OkStatus();
  return absl::OutOfRangeError("history does not reach back to that position");
}

absl::StatusOr<TopicLog::Range> ToRange(const std::string& topic,
                                        const absl::optional<v1::Position>& after,
                                        const Rows& rows) {
  TopicLog::Range range;
  range.head = MakePosition(rows.Text(0, 0), rows.Int(0, 1), rows.Int(0, 5));
  std::int64_t end = rows.Int(0, 2);
  if (after.has_value()) {
    if (absl::Status valid = CheckAfter(*after, rows); !valid.ok()) return valid;
    end = after->offset();
  }
  for (int i = 0; i < rows.size(); ++i) {
    if (rows.IsNull(i, 6)) break;
    if (rows.Int(i, 6) != ++end) return absl::DataLossError("the log lacks events");
    range.events.push_back(ToEvent(topic, rows, i));
  }
  if (range.events.empty() && end < range.head.offset()) {
    return absl::DataLossError("the log lacks events");
  }
  return range;
}

absl::StatusOr<std::vector<v1::Position>> ReadHeads(Queries& queries,
                                                    absl::Span<const absl::string_view> topics) {
  const absl::StatusOr<Rows> rows = queries.Query(HeadsSql(), {Param::Texts(topics)});
  if (!rows.ok()) return rows.status();
  std::vector<v1::Position> heads;
  std::vector<absl::string_view> in_use;
  for (int i = 0; i < rows->size(); ++i) {
    if (rows->IsNull(i, 0) || !rows->Bool(i, 3)) return TopicsNotReady();
    heads.push_back(MakePosition(rows->Text(i, 0), rows->Int(i, 1), rows->Int(i, 4)));
    if (rows->Bool(i, 2)) in_use.push_back(topics[static_cast<std::size_t>(i)]);
  }
  if (in_use.empty()) return heads;
  const absl::Status touched = queries
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

absl::StatusOr<std::vector<LogStore::Appended>> LogStore::Append(
    absl::Span<const NewEvent* const> events) {
  const Batch batch(events);
  std::vector<Appended> places;
  LogServer::State server;
  const absl::Status status = Prepared(batch.topics, [&] {
    return pool_.Transaction([&](Transaction& transaction) {
      const absl::StatusOr<LogServer::State> checked = server_.Check(transaction);
      if (!checked.ok()) return checked.status();
      server = *checked;
      absl::StatusOr<std::vector<Appended>> appended = AppendBatch(transaction, batch, server);
      if (!appended.ok()) return appended.status();
      places = *std::move(appended);
      return Redact(transaction, events, places, batch);
    });
  });
  if (!status.ok()) return status;
  // The last position of a batch is enough, because a restore removes whole transactions.
  const Appended& last = places.back();
  if (!last.repeat) server_.Remember(batch.topics.back(), last.position, server.era);
  std::vector<Appended> of_each;
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
      if (absl::Status same = server_.Check(connection).status(); !same.ok()) return same;
      const absl::StatusOr<Rows> rows =
          connection.Query(ReadSql(), {topic, from, limit, TopicLog::kReadBytes});
      if (!rows.ok()) return rows.status();
      if (rows->empty() || !rows->Bool(0, 3)) return TopicsNotReady();
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
      if (absl::Status same = server_.Check(connection).status(); !same.ok()) return same;
      heads = ReadHeads(connection, topics);
      return heads.status();
    });
  });
  if (!status.ok()) return status;
  return heads;
}

absl::Status LogStore::EndEpochs(absl::Span<const absl::string_view> topics) {
  if (topics.empty()) return EndAllEpochs(pool_, "an operator's order");
  server_.Forget(topics);
  return Renew(Distinct(topics), /*all=*/true);
}

absl::Status LogStore::EndIfRolledBack(const std::string& topic, const v1::Position& known) {
  return notifications::EndIfRolledBack(pool_, {.topic = topic, .position = known});
}

// Runs the work. If the work needs a check of the server, or epochs for topics, this provides them
// and runs the work again.
absl::Status LogStore::Prepared(absl::Span<const absl::string_view> topics,
                                absl::FunctionRef<absl::Status()> work) {
  constexpr int kAttempts = 6;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    absl::Status status = work();
    if (absl::IsFailedPrecondition(status)) {
      status = server_.Recheck(pool_);
    } else if (absl::IsNotFound(status)) {
      const std::vector<absl::string_view> distinct = Distinct(topics);
      status = MakeTopics(distinct);
      if (status.ok()) status = Renew(distinct, /*all=*/false);
      // A remembered position of an epoch that has ended proves nothing.
      server_.Forget(distinct);
    } else {
      return status;
    }
    if (!status.ok()) return status;
  }
  return base::Unavailable("the topics come and go");
}

// Runs in a transaction of its own, so that no transaction holds locks of topics while it waits for
// another one that makes the same topics. Fails while a dump is being loaded and the table has no
// key.
absl::Status LogStore::MakeTopics(absl::Span<const absl::string_view> topics) {
  const std::vector<std::string> epochs = NewEpochs(topics.size());
  const absl::Status status =
      pool_
          .Query(
              "INSERT INTO topics (topic, epoch, era) "
              "SELECT g.*, s.era FROM unnest($1::text[], $2::text[]) AS g(topic, epoch), server s "
              "ON CONFLICT (topic) DO NOTHING",
              {Param::Texts(topics), Param::Texts(Views(epochs))})
          .status();
  return absl::IsInternal(status) ? base::Unavailable("the log is being restored") : status;
}

absl::Status LogStore::Renew(absl::Span<const absl::string_view> topics, bool all) {
  const std::vector<std::string> epochs = NewEpochs(topics.size());
  return pool_.Transaction([&](Transaction& transaction) {
    if (absl::Status set = transaction.SetLocal(kByIndex); !set.ok()) return set;
    return transaction.Query(RenewSql(), {Param::Texts(topics), Param::Texts(Views(epochs)), all})
        .status();
  });
}

}  // namespace lossy::notifications
