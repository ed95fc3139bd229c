#include "services/agent/usage/token_buckets.h"

#include <cmath>

#include "base/error/error.h"
#include "base/pg/row_reader.h"

namespace lossy::agent {
namespace {

using base::pg::Queries;
using base::pg::RowReader;
using base::pg::Rows;

// The buckets that one periodic deletion removes.
constexpr int kRound = 10'000;

// The statement locks the row before it reads the level. A clock that was set back removes no
// tokens, and LeaseRepair lets the bucket fill again. The comparison allows an error of a
// millionth, because levels are sums of fractions.
constexpr char kTake[] = R"sql(
    INSERT INTO token_buckets AS b (user_id, class, scope, tokens, refilled_at, granted)
    SELECT $1, $2, $3, capacity - CASE WHEN cost <= capacity THEN cost ELSE 0 END,
           clock_timestamp(), cost <= capacity
    FROM (SELECT $4::double precision AS capacity, $6::double precision AS cost) given
    ON CONFLICT (user_id, class, scope) DO UPDATE SET (tokens, refilled_at, granted) = (
      SELECT greatest(level - CASE WHEN enough THEN $6::double precision ELSE 0 END, 0), at, enough
      FROM (SELECT at, level, level + 0.000001 >= $6::double precision AS enough
            FROM (SELECT at, least($4::double precision, b.tokens + $5::double precision *
                    extract(epoch FROM at - b.refilled_at)::double precision) AS level
                  FROM (SELECT greatest(clock_timestamp(), b.refilled_at) AS at) clock) filled) found)
    RETURNING granted, tokens)sql";

std::int64_t RetryAfterMs(const TokenBucket& bucket, double cost, double tokens) {
  if (bucket.refill_per_second <= 0 || cost > bucket.capacity) return 0;
  return std::llround(std::ceil((cost - tokens) / bucket.refill_per_second * 1000));
}

absl::Status TakeOne(Queries& queries, const TokenBucket& bucket, double cost) {
  const absl::StatusOr<Rows> rows = queries.Query(
      kTake,
      {bucket.user_id, bucket.name, bucket.scope, bucket.capacity, bucket.refill_per_second, cost});
  if (!rows.ok()) return rows.status();
  RowReader reader(*rows, 0);
  if (const bool granted = reader.Next<bool>(); granted) return absl::OkStatus();
  const double tokens = reader.Next<double>();
  return base::RateLimited(bucket.refusal, RetryAfterMs(bucket, cost, tokens));
}

}  // namespace

absl::Status TokenBuckets::Take(absl::Span<const TokenBucket> buckets, double cost) {
  const auto take_all = [&](Queries& queries) {
    for (const TokenBucket& bucket : buckets) {
      absl::Status taken = TakeOne(queries, bucket, cost);
      if (!taken.ok()) return taken;
    }
    return absl::OkStatus();
  };
  return buckets.size() > 1 ? pool_.Transaction(take_all) : pool_.With(take_all);
}

absl::StatusOr<base::TaskRun> TokenBuckets::Forget(absl::Duration age) {
  const absl::StatusOr<Rows> gone = pool_.Query(
      "DELETE FROM token_buckets WHERE ctid = ANY (ARRAY (SELECT ctid "
      "FROM token_buckets WHERE refilled_at < now() - $1 * interval '1 second' LIMIT $2))",
      {absl::ToDoubleSeconds(age), kRound});
  if (!gone.ok()) return gone.status();
  const int count = static_cast<int>(gone->affected());
  return base::TaskRun{.done = count, .more = count == kRound};
}

}  // namespace lossy::agent
