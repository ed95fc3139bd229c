#include "base/outbox/shard_locks.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "base/pg/row_reader.h"

namespace lossy::base {
namespace {

// The name of the channel. Kinds that share a name wake each other's leaders.
constexpr char kChannel[] = "SELECT 'outbox_' || hashtext(current_schema() || '.' || $1::text)";
// An expression that notifies the channel. A transaction that only notifies need not wait for the
// disk.
constexpr char kNotify[] =
    "set_config('synchronous_commit', 'off', true) "
    "|| pg_notify('outbox_' || hashtext(current_schema() || '.' || $1::text), '')::text";
// The keys of a shard's lock: the second one is that of the kind, with the shard in its lowest four
// bits.
constexpr char kShardLock[] =
    "7310424, hashtext(current_schema() || '.' || $1::text) & -16 | shard::int";

// Two former versions have one leader: for all kinds, which holds the first lock exclusively, or
// for the kind, which holds the second one.
constexpr char kJoin[] = R"sql(
    WITH attempt AS MATERIALIZED (
      SELECT CASE
        WHEN NOT pg_try_advisory_lock_shared(7310421, hashtext(current_schema())) THEN false
        WHEN pg_try_advisory_lock_shared(
          7310422, hashtext(current_schema() || '.' || $1::text)) THEN true
        ELSE NOT pg_advisory_unlock_shared(7310421, hashtext(current_schema())) END AS joined)
    SELECT joined, CASE WHEN $2::boolean AND NOT joined THEN )sql";
constexpr char kCount[] = R"sql(
    WITH members AS MATERIALIZED (
      SELECT pid FROM pg_locks
      WHERE locktype = 'advisory' AND classid = 7310422 AND objsubid = 2 AND mode = 'ShareLock'
        AND granted AND objid = hashtext(current_schema() || '.' || $1::text)::oid
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
    SELECT (SELECT count(*) FROM members),
      (SELECT count(*) FROM members WHERE pid < pg_backend_pid()),
      CASE WHEN $2::boolean THEN )sql";

pg::Param Shards(absl::Span<const int> shards) {
  const std::vector<std::int64_t> numbers(shards.begin(), shards.end());
  return pg::Param::Ints(numbers);
}

}  // namespace

absl::StatusOr<bool> ShardLocks::Join(bool notify) {
  static const std::string kSql = absl::StrCat(kJoin, kNotify, " END FROM attempt");
  const absl::StatusOr<pg::Rows> joined = connection_.Query(kSql, {kind_, notify});
  if (!joined.ok()) return joined.status();
  return joined->Bool(0, 0);
}

absl::Status ShardLocks::Listen() {
  const absl::StatusOr<pg::Rows> channel = connection_.Query(kChannel, {kind_});
  if (!channel.ok()) return channel.status();
  return connection_.Listen(channel->Text(0, 0));
}

absl::StatusOr<ShardLocks::Census> ShardLocks::Count(bool notify) {
  static const std::string kSql = absl::StrCat(kCount, kNotify, " END");
  const absl::StatusOr<pg::Rows> counted = connection_.Query(kSql, {kind_, notify});
  if (!counted.ok()) return counted.status();
  pg::RowReader reader(*counted, 0);
  return Census{.members = reader.Next<int>(), .place = reader.Next<int>()};
}

absl::StatusOr<std::vector<int>> ShardLocks::Take(absl::Span<const int> from, int most) {
  // The limit ends the attempts.
  static const std::string kSql =
      absl::StrCat("SELECT shard FROM unnest($2::bigint[]) AS shard WHERE pg_try_advisory_lock(",
                   kShardLock, ") LIMIT $3");
  const absl::StatusOr<pg::Rows> rows = connection_.Query(kSql, {kind_, Shards(from), most});
  if (!rows.ok()) return rows.status();
  std::vector<int> taken;
  for (int i = 0; i < rows->size(); ++i) taken.push_back(static_cast<int>(rows->Int(i, 0)));
  return taken;
}

absl::Status ShardLocks::Release(absl::Span<const int> shards) {
  // The server sends the notification after the locks are free.
  static const std::string kSql = absl::StrCat(
      "WITH freed AS MATERIALIZED (SELECT bool_and(pg_advisory_unlock(", kShardLock,
      ")) AS done FROM unnest($2::bigint[]) AS shard) SELECT done, ", kNotify, " FROM freed");
  const absl::StatusOr<pg::Rows> freed = connection_.Query(kSql, {kind_, Shards(shards)});
  if (!freed.ok()) return freed.status();
  if (freed->Bool(0, 0)) return absl::OkStatus();
  return absl::InternalError("the session does not hold the locks of its shards");
}

absl::Status ShardLocks::Resign() {
  static const std::string kSql =
      absl::StrCat("WITH freed AS MATERIALIZED (SELECT pg_advisory_unlock_all()) SELECT ", kNotify,
                   " FROM freed");
  const absl::Status silent = connection_.StopListening();
  const absl::Status resigned = connection_.Query(kSql, {kind_}).status();
  return silent.ok() ? resigned : silent;
}

}  // namespace lossy::base
