#include "base/outbox/outbox_table.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/pg/overdue.h"
#include "base/pg/row_reader.h"

namespace lossy::base {
namespace {

constexpr std::size_t kMaxProblemBytes = 1000;
constexpr int kTrimPortion = 1000;

// The leader's session holds the locks, so they are free as soon as it ends. A former version has
// one leader for all kinds, which holds the first lock exclusively; the leaders of kinds share it.
// A transaction that only notifies need not wait for the disk.
constexpr char kTryLead[] = R"sql(
    WITH attempt AS MATERIALIZED (
      SELECT CASE
        WHEN NOT pg_try_advisory_lock_shared(7310421, hashtext(current_schema())) THEN false
        WHEN pg_try_advisory_lock(7310422, hashtext(current_schema() || '.' || $1::text)) THEN true
        ELSE NOT pg_advisory_unlock_shared(7310421, hashtext(current_schema())) END AS leads)
    SELECT leads, CASE WHEN $2::boolean AND NOT leads
      THEN set_config('synchronous_commit', 'off', true)
        || pg_notify('outbox_' || hashtext(current_schema() || '.' || $1::text), '')::text END
    FROM attempt)sql";
// The name of the channel of kTryLead. Kinds that share a name wake each other's leaders.
constexpr char kChannel[] = "SELECT 'outbox_' || hashtext(current_schema() || '.' || $1::text)";
// The relay holds no other advisory locks on its connection.
constexpr char kResign[] = "SELECT pg_advisory_unlock_all()";

// Only the index on kind and seq has this order. For "kind = $1 ORDER BY seq" a plan from the time
// when the table was empty reads the primary key, and so all items of other kinds.
constexpr char kNext[] = R"sql(
    SELECT id, target, user_id, request_id, payload, seq, micros(queued_at),
      coalesce(acted_us, 0), coalesce(traceparent, ''),
      extract(epoch FROM clock_timestamp() - queued_at)
    FROM outbox WHERE kind >= $1 AND kind <= $1 AND target <> ALL ($3::text[]))sql";
constexpr char kInOrder[] = " ORDER BY kind, seq LIMIT $2";
// A statement does not see its own deletions.
constexpr char kDeleteBefore[] = R"sql(
    WITH set AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
    deleted AS (DELETE FROM outbox USING set WHERE id = ANY ($4::uuid[])))sql";
constexpr char kNotDeleted[] = " AND id <> ALL ($4::uuid[])";
constexpr char kLag[] =
    "SELECT extract(epoch FROM clock_timestamp() - queued_at) FROM outbox "
    "WHERE kind >= $1 AND kind <= $1 ORDER BY kind, seq LIMIT 1";
// The limits bound the cost of a long queue.
constexpr char kCount[] =
    "SELECT (SELECT count(*) FROM (SELECT 1 FROM outbox "
    "WHERE kind >= $1 AND kind <= $1 ORDER BY kind, seq LIMIT $2) AS w), "
    "(SELECT count(*) FROM (SELECT kind FROM outbox_set_aside ORDER BY set_aside_at DESC LIMIT $2) "
    "AS a WHERE a.kind = $1)";
// By id, which is in one index only. In the index on kind and seq, a condition on seq alone reads
// the whole index for each value.
// The commit does not wait for the disk.
constexpr char kDelete[] = R"sql(
    WITH set AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
    DELETE FROM outbox USING set WHERE id = ANY ($1::uuid[]))sql";
constexpr char kMove[] = R"sql(
    WITH moved AS (DELETE FROM outbox WHERE id = $1
                   RETURNING seq, id, kind, target, user_id, request_id, payload, queued_at)
    INSERT INTO outbox_set_aside (seq, id, kind, target, user_id, request_id, payload, queued_at,
                                  problem)
    SELECT moved.*, $2 FROM moved ON CONFLICT DO NOTHING)sql";
constexpr char kTrimByAge[] =
    "DELETE FROM outbox_set_aside WHERE ctid = ANY (ARRAY (SELECT ctid FROM outbox_set_aside "
    "WHERE set_aside_at < now() - $1::double precision * interval '1 second' "
    "ORDER BY set_aside_at LIMIT $2))";
constexpr char kTrimByNumber[] =
    "DELETE FROM outbox_set_aside WHERE ctid = ANY (ARRAY (SELECT ctid FROM outbox_set_aside "
    "WHERE seq <= (SELECT seq FROM outbox_set_aside ORDER BY seq DESC OFFSET $1 LIMIT 1) "
    "ORDER BY seq LIMIT $2))";
constexpr char kSetAsideOverdue[] =
    "SELECT extract(epoch FROM now() - set_aside_at) - $1::double precision FROM outbox_set_aside "
    "ORDER BY set_aside_at LIMIT 1";

pg::Param UuidsOf(absl::Span<const std::string> ids) {
  const std::vector<absl::string_view> views(ids.begin(), ids.end());
  return pg::Param::Uuids(views);
}

}  // namespace

absl::StatusOr<bool> OutboxTable::TryLead(bool notify) {
  absl::StatusOr<pg::Rows> leads = connection_.Query(kTryLead, {kind_, notify});
  if (!leads.ok()) return leads.status();
  return leads->Bool(0, 0);
}

absl::Status OutboxTable::Listen() {
  const absl::StatusOr<pg::Rows> channel = connection_.Query(kChannel, {kind_});
  if (!channel.ok()) return channel.status();
  return connection_.Listen(channel->Text(0, 0));
}

absl::Status OutboxTable::Resign() {
  const absl::Status silent = connection_.StopListening();
  const absl::Status resigned = connection_.Query(kResign).status();
  return silent.ok() ? resigned : silent;
}

absl::StatusOr<OutboxTable::Batch> OutboxTable::Next(int limit,
                                                     absl::Span<const absl::string_view> without,
                                                     absl::Span<const std::string> delivered) {
  static const std::string kOnlyNext = absl::StrCat(kNext, kInOrder);
  static const std::string kDeleteAndNext =
      absl::StrCat(kDeleteBefore, kNext, kNotDeleted, kInOrder);
  std::vector<pg::Param> params = {kind_, limit, pg::Param::Texts(without)};
  if (!delivered.empty()) params.push_back(UuidsOf(delivered));
  absl::StatusOr<pg::Rows> rows =
      connection_.Query(delivered.empty() ? kOnlyNext : kDeleteAndNext, params);
  if (!rows.ok()) return rows.status();
  Batch batch;
  batch.items.reserve(static_cast<std::size_t>(rows->size()));
  for (int i = 0; i < rows->size(); ++i) {
    pg::RowReader reader(*rows, i);
    batch.items.push_back(Outgoing{.id = reader.Next<std::string>(),
                                   .kind = kind_,
                                   .target = reader.Next<std::string>(),
                                   .user_id = reader.Next<std::string>(),
                                   .request_id = reader.Next<std::string>(),
                                   .payload = reader.NextBytes(),
                                   .seq = reader.Next<std::int64_t>(),
                                   .queued_us = reader.Next<std::int64_t>(),
                                   .acted_us = reader.Next<std::int64_t>(),
                                   .trace = ParseTraceparent(reader.Next<absl::string_view>())});
    if (i == 0) batch.age = absl::Seconds(reader.Next<double>());
  }
  return batch;
}

absl::StatusOr<absl::Duration> OutboxTable::Lag() {
  absl::StatusOr<pg::Rows> oldest = connection_.Query(kLag, {kind_});
  if (!oldest.ok()) return oldest.status();
  return oldest->empty() ? absl::ZeroDuration() : absl::Seconds(oldest->Double(0, 0));
}

absl::StatusOr<OutboxTable::Counts> OutboxTable::Count() {
  const absl::StatusOr<pg::Rows> counts = connection_.Query(kCount, {kind_, kMostCounted});
  if (!counts.ok()) return counts.status();
  pg::RowReader reader(*counts, 0);
  return Counts{.waiting = reader.Next<std::int64_t>(), .set_aside = reader.Next<std::int64_t>()};
}

absl::Status OutboxTable::Delete(absl::Span<const std::string> ids) {
  if (ids.empty()) return absl::OkStatus();
  return connection_.Query(kDelete, {UuidsOf(ids)}).status();
}

absl::Status OutboxTable::Move(const SetAside& item) {
  const absl::string_view problem = absl::string_view(item.problem).substr(0, kMaxProblemBytes);
  return connection_.Query(kMove, {item.id, absl::CHexEscape(problem)}).status();
}

absl::StatusOr<bool> OutboxTable::TrimSetAside(absl::Duration keep, int max) {
  const absl::StatusOr<pg::Rows> old =
      connection_.Query(kTrimByAge, {absl::ToDoubleSeconds(keep), kTrimPortion});
  if (!old.ok()) return old.status();
  const absl::StatusOr<pg::Rows> beyond = connection_.Query(kTrimByNumber, {max, kTrimPortion});
  if (!beyond.ok()) return beyond.status();
  return old->affected() == kTrimPortion || beyond->affected() == kTrimPortion;
}

absl::StatusOr<absl::Duration> OutboxTable::SetAsideOverdue(absl::Duration keep) {
  return pg::Overdue(connection_, kSetAsideOverdue, {absl::ToDoubleSeconds(keep)});
}

}  // namespace lossy::base
