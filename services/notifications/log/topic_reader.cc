#include "services/notifications/log/topic_reader.h"

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/log/log.h"
#include "base/pg/row_reader.h"
#include "services/notifications/log/log_sql.h"
#include "services/notifications/log/log_values.h"

namespace lossy::notifications {
namespace {

using base::pg::Param;
using base::pg::Queries;
using base::pg::RowReader;
using base::pg::Rows;

// Reads the head and the events at one moment. $4 bounds the bytes of the events after the first
// one.
const std::string& ReadSql() {
  static const std::string sql = absl::StrCat("SELECT t.epoch, t.head, t.gone, ", kFresh,
                                              ", coalesce(", RunAt("$2::bigint"), R"sql(, 0),
      coalesce(t.head_run, 0), e."offset", e.event_id, e.event, coalesce(e.run, 0),
      coalesce(e.changed_us, 0), coalesce(e.acted_us, 0), coalesce(e.traceparent, '')
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

// The most events of which ReadChanges reads the topics.
constexpr std::int64_t kMostChanges = 50'000;

// A transaction that is older than the snapshot may commit after it, so the next look begins with
// the oldest open one. Rows that were restored may have transactions that this server has not begun
// yet. `server` changes when all epochs end, when the server is restarted or restored, and when an
// operator ends epochs.
constexpr char kChanged[] = R"sql(
    SELECT concat_ws('/', s.era, server_run(), s.xmin),
      pg_snapshot_xmin(pg_current_snapshot())::text::bigint, c.topic, c.events
    FROM server s LEFT JOIN LATERAL (
      SELECT n.topic, count(*) AS events FROM (
        SELECT e.topic FROM events e
        WHERE e.tx >= $1 AND e.tx < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
        ORDER BY e.tx LIMIT $2::bigint) n
      GROUP BY n.topic) c ON true)sql";

// A row of ReadSql: the topic, and one of its events. The views live as long as the rows.
struct RangeRow {
  absl::string_view epoch;
  std::int64_t head = 0;
  std::int64_t gone = 0;
  bool fresh = false;
  std::int64_t run_after = 0;  // Of the event at the position after which the caller reads.
  std::int64_t head_run = 0;
  absl::optional<std::int64_t> offset;  // Empty if the topic has no such event.
  absl::string_view event_id;
  std::string event;
  std::int64_t event_run = 0;
  EventOrigin origin;
};

RangeRow ReadRow(const Rows& rows, int row) {
  RowReader reader(rows, row);
  return {.epoch = reader.Next<absl::string_view>(),
          .head = reader.Next<std::int64_t>(),
          .gone = reader.Next<std::int64_t>(),
          .fresh = reader.Next<bool>(),
          .run_after = reader.Next<std::int64_t>(),
          .head_run = reader.Next<std::int64_t>(),
          .offset = reader.Next<absl::optional<std::int64_t>>(),
          .event_id = reader.Next<absl::string_view>(),
          .event = reader.NextBytes(),
          .event_run = reader.Next<std::int64_t>(),
          .origin = {.changed_us = reader.Next<std::int64_t>(),
                     .acted_us = reader.Next<std::int64_t>(),
                     .traceparent = reader.Next<std::string>()}};
}

EventPtr ToEvent(const std::string& topic, const RangeRow& row) {
  google::protobuf::Any event;
  // The event keeps its position, so that later events can be read. Subscribers skip an event
  // without a type.
  if (!event.ParseFromString(row.event)) {
    event.Clear();
    base::Log(base::LogLevel::kError, "event_unreadable",
              {{"topic", absl::string_view(topic)}, {"offset", *row.offset}});
  }
  return MakeEvent(topic, MakePosition(row.epoch, *row.offset, row.event_run),
                   std::string(row.event_id), event, row.origin);
}

absl::Status CheckAfter(const v1::Position& after, const RangeRow& row) {
  if (after.epoch() != row.epoch) return absl::OutOfRangeError("the epoch is over");
  const bool other_run = row.run_after != 0 && after.run() != 0 && after.run() != row.run_after;
  if (after.run() != 0 && (after.offset() > row.head || other_run)) {
    return absl::DataLossError("the log went back");
  }
  if (after.offset() >= row.gone && after.offset() <= row.head) return absl::OkStatus();
  return absl::OutOfRangeError("history does not reach back to that position");
}

}  // namespace

absl::StatusOr<TopicLog::Range> ReadRange(Queries& queries, const std::string& topic,
                                          const absl::optional<v1::Position>& after, int limit) {
  const std::int64_t from = after.has_value() ? after->offset() : 0;
  const absl::StatusOr<Rows> rows =
      queries.Query(ReadSql(), {topic, from, limit, TopicLog::kReadBytes});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return TopicsNotReady();
  RangeRow row = ReadRow(*rows, 0);
  if (!row.fresh) return TopicsNotReady();
  TopicLog::Range range;
  range.head = MakePosition(row.epoch, row.head, row.head_run);
  std::int64_t end = row.gone;
  if (after.has_value()) {
    if (absl::Status valid = CheckAfter(*after, row); !valid.ok()) return valid;
    end = after->offset();
  }
  for (int next = 1; row.offset.has_value(); ++next) {
    if (*row.offset != ++end) return absl::DataLossError("the log lacks events");
    range.events.push_back(ToEvent(topic, row));
    if (next == rows->size()) break;
    row = ReadRow(*rows, next);
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
    RowReader reader(*rows, i);
    const auto epoch = reader.Next<absl::optional<absl::string_view>>();
    const auto head = reader.Next<absl::optional<std::int64_t>>();
    const auto unused = reader.Next<absl::optional<bool>>();
    const auto fresh = reader.Next<absl::optional<bool>>();
    if (!epoch || !fresh.value_or(false)) return TopicsNotReady();
    heads.push_back(MakePosition(*epoch, *head, /*run=*/reader.Next<std::int64_t>()));
    if (*unused) in_use.push_back(topics[static_cast<std::size_t>(i)]);
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

absl::StatusOr<TopicLog::Changes> ReadChanges(Queries& queries, const TopicLog::Mark& mark) {
  const absl::StatusOr<Rows> rows = queries.Query(kChanged, {mark.transaction, kMostChanges});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return LogIsRestored();
  TopicLog::Changes changes;
  std::int64_t events = 0;
  for (int i = 0; i < rows->size(); ++i) {
    RowReader reader(*rows, i);
    changes.mark.server = reader.Next<std::string>();
    changes.mark.transaction = reader.Next<std::int64_t>();
    auto topic = reader.Next<absl::optional<std::string>>();
    events += reader.Next<absl::optional<std::int64_t>>().value_or(0);
    if (topic.has_value()) changes.topics.push_back(*std::move(topic));
  }
  if (changes.mark.server != mark.server || events >= kMostChanges) changes.prefixes = {""};
  return changes;
}

}  // namespace lossy::notifications
