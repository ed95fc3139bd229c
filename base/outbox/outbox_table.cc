#include "base/outbox/outbox_table.h"

#include <cstddef>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/outbox/shard_locks.h"
#include "base/pg/overdue.h"
#include "base/pg/row_reader.h"

namespace lossy::base {
namespace {

constexpr std::size_t kMaxProblemBytes = 1000;
constexpr int kTrimPortion = 1000;

// A statement does not see its own deletions.
constexpr char kDeleteBefore[] = R"sql(
    WITH set AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
    deleted AS (DELETE FROM outbox USING set WHERE id = ANY ($4::uuid[])) )sql";
constexpr char kItem[] = R"sql(SELECT id, target, user_id, request_id, payload, seq,
      micros(queued_at), coalesce(acted_us, 0), coalesce(traceparent, ''),
      extract(epoch FROM clock_timestamp() - queued_at) )sql";
constexpr char kNotResting[] = " AND target <> ALL ($3::text[])";
constexpr char kNotDeleted[] = " AND id <> ALL ($4::uuid[])";
// All values of `seq` are higher.
constexpr char kFirst[] = "0";
constexpr char kAge[] = "SELECT extract(epoch FROM clock_timestamp() - queued_at) ";
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

// Returns the part of a statement from FROM on: the first $2 items of kind $1 in order, in all
// shards, for which `condition` holds, from the `seq` on that `from` has, an SQL expression.
//
// Only the index on kind and seq has this order. For "kind = $1 ORDER BY seq" a plan from the time
// when the table was empty reads the primary key, and so all items of other kinds.
std::string ItemsOfAll(absl::string_view from, absl::string_view condition) {
  return absl::StrCat("FROM outbox WHERE (kind, seq) >= ($1, ", from, ") AND kind <= $1", condition,
                      " ORDER BY kind, seq LIMIT $2");
}

// Like ItemsOfAll, in those `number` shards that the parameter `$shards` names. Merges the items of
// the shards, so that it reads little more than $2 items. Only the index on the shards has the
// order of a part.
std::string ItemsOfSome(std::size_t number, int shards, absl::string_view from,
                        absl::string_view condition) {
  std::vector<std::string> parts;
  for (std::size_t i = 1; i <= number; ++i) {
    parts.push_back(absl::StrCat(
        "(SELECT id, target, user_id, request_id, payload, seq, queued_at, acted_us, traceparent, "
        "seq + 0 AS place FROM outbox WHERE kind = $1 AND (hashtext(target) & 15) = ($",
        shards, "::bigint[])[", i, "] AND seq + 0 >= ", from, condition,
        " ORDER BY seq + 0 LIMIT $2)"));
  }
  return absl::StrCat("FROM (", absl::StrJoin(parts, " UNION ALL "),
                      ") AS items ORDER BY place LIMIT $2");
}

}  // namespace

void OutboxTable::SetShards(const std::vector<int>& shards) {
  shards_.assign(shards.begin(), shards.end());
  const auto items = [&](int parameter, absl::string_view from, absl::string_view condition) {
    return shards_.size() == kShards ? ItemsOfAll(from, condition)
                                     : ItemsOfSome(shards_.size(), parameter, from, condition);
  };
  next_ = absl::StrCat(kItem, items(5, "$4::bigint", kNotResting));
  delete_and_next_ = absl::StrCat(kDeleteBefore, kItem,
                                  items(6, "$5::bigint", absl::StrCat(kNotResting, kNotDeleted)));
  lag_ = absl::StrCat(kAge, items(3, kFirst, ""));
  // The limits bound the cost of a long queue.
  count_ = absl::StrCat(
      "SELECT (SELECT count(*) FROM (SELECT 1 ", items(4, kFirst, ""),
      ") AS w), CASE WHEN $3::boolean ",
      "THEN (SELECT count(*) FROM (SELECT kind FROM outbox_set_aside ORDER BY set_aside_at DESC ",
      "LIMIT $2) AS a WHERE a.kind = $1) ELSE 0 END");
}

absl::StatusOr<pg::Rows> OutboxTable::QueryShards(absl::string_view sql,
                                                  std::vector<pg::Param> params) {
  if (shards_.size() != kShards) params.push_back(pg::Param::Ints(shards_));
  return connection_.Query(sql, params);
}

absl::StatusOr<OutboxTable::Batch> OutboxTable::Next(int limit,
                                                     absl::Span<const absl::string_view> without,
                                                     absl::Span<const std::string> delivered,
                                                     std::int64_t from) {
  std::vector<pg::Param> params = {kind_, limit, pg::Param::Texts(without)};
  if (!delivered.empty()) params.push_back(UuidsOf(delivered));
  params.emplace_back(from);
  const absl::StatusOr<pg::Rows> rows =
      QueryShards(delivered.empty() ? next_ : delete_and_next_, std::move(params));
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
  constexpr int kOldest = 1;
  const absl::StatusOr<pg::Rows> oldest = QueryShards(lag_, {kind_, kOldest});
  if (!oldest.ok()) return oldest.status();
  return oldest->empty() ? absl::ZeroDuration() : absl::Seconds(oldest->Double(0, 0));
}

absl::StatusOr<OutboxTable::Counts> OutboxTable::Count() {
  const bool counts_set_aside = absl::c_linear_search(shards_, 0);
  const absl::StatusOr<pg::Rows> counts =
      QueryShards(count_, {kind_, kMostCounted, counts_set_aside});
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
