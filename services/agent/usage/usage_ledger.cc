#include "services/agent/usage/usage_ledger.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "base/pg/columns.h"
#include "base/pg/overdue.h"
#include "services/shared/text/fit_text.h"

namespace lossy::agent {
namespace {

using base::pg::MemberColumn;
using base::pg::RowReader;
using base::pg::Rows;

constexpr base::pg::Column<UsageTotal> kTotalsArray[] = {
    MemberColumn<&UsageTotal::calls>("calls", "coalesce(sum(calls), 0)::bigint"),
    MemberColumn<&UsageTotal::input_tokens>("input_tokens",
                                            "coalesce(sum(input_tokens), 0)::bigint"),
    MemberColumn<&UsageTotal::output_tokens>("output_tokens",
                                             "coalesce(sum(output_tokens), 0)::bigint"),
    {.name = "audio_ms",
     .read =
         [](RowReader& reader, UsageTotal* total) {
           total->audio_seconds = static_cast<double>(reader.Next<std::int64_t>()) / 1000;
         },
     .expression = "coalesce(sum(audio_ms), 0)::bigint"},
    MemberColumn<&UsageTotal::cost_micros>("cost_micros", "coalesce(sum(cost_micros), 0)::bigint"),
};
constexpr base::pg::Columns<UsageTotal> kTotals{kTotalsArray};

// The rows that one periodic deletion removes.
constexpr int kRound = 10'000;

std::int64_t Milliseconds(double seconds) {
  return std::isfinite(seconds) && seconds > 0 ? std::llround(seconds * 1000) : 0;
}

}  // namespace

absl::Status UsageLedger::Add(const std::string& user_id, const std::string& session_id,
                              ModelCall call, const Usage& usage) {
  static constexpr char kSql[] = R"sql(
      INSERT INTO usage AS u (user_id, session_id, kind, model, day, calls, input_tokens,
                              output_tokens, audio_ms, cost_micros)
      VALUES ($1, $2, $3, $4, (now() AT TIME ZONE 'UTC')::date, 1, $5, $6, $7, $8)
      ON CONFLICT (user_id, session_id, kind, model, day) DO UPDATE SET
        calls = u.calls + 1,
        input_tokens = u.input_tokens + excluded.input_tokens,
        output_tokens = u.output_tokens + excluded.output_tokens,
        audio_ms = u.audio_ms + excluded.audio_ms,
        cost_micros = u.cost_micros + excluded.cost_micros)sql";
  return pool_
      .Query(kSql, {user_id, session_id, ToString(call), services::FitName(usage.model),
                    usage.input_tokens, usage.output_tokens, Milliseconds(usage.audio_seconds),
                    usage.cost_micros})
      .status();
}

absl::StatusOr<std::int64_t> UsageLedger::SessionCost(const std::string& user_id,
                                                      const std::string& session_id) {
  const absl::StatusOr<Rows> rows = pool_.Query(
      "SELECT coalesce(sum(cost_micros), 0)::bigint FROM usage "
      "WHERE user_id = $1 AND session_id = $2",
      {user_id, session_id});
  if (!rows.ok()) return rows.status();
  return rows->Int(0, 0);
}

absl::StatusOr<UsageTotal> UsageLedger::Total(const std::string& user_id,
                                              const std::string& session_id) {
  static const std::string kSql =
      absl::StrCat("SELECT ", kTotals.Selected(),
                   " FROM usage WHERE user_id = $1 AND ($2 = '' OR session_id = $2)");
  const absl::StatusOr<Rows> rows = pool_.Query(kSql, {user_id, session_id});
  if (!rows.ok()) return rows.status();
  RowReader reader(*rows, 0);
  return kTotals.Read(reader);
}

absl::StatusOr<base::TaskRun> UsageLedger::Forget(absl::Duration age) {
  const absl::StatusOr<Rows> gone = pool_.Query(
      "DELETE FROM usage WHERE ctid = ANY (ARRAY (SELECT ctid FROM usage "
      "WHERE day < (now() AT TIME ZONE 'UTC' - $1 * interval '1 second')::date LIMIT $2))",
      {absl::ToDoubleSeconds(age), kRound});
  if (!gone.ok()) return gone.status();
  const int count = static_cast<int>(gone->affected());
  return base::TaskRun{.done = count, .more = count == kRound};
}

absl::StatusOr<absl::Duration> UsageLedger::Overdue(absl::Duration age) {
  static constexpr char kSql[] =
      "SELECT extract(epoch FROM now() - (day + 1)::timestamp AT TIME ZONE 'UTC') "
      "- $1::double precision FROM usage WHERE day < (now() AT TIME ZONE 'UTC' - $1 * interval '1 "
      "second')::date "
      "ORDER BY day LIMIT 1";
  return base::pg::Overdue(pool_, kSql, {absl::ToDoubleSeconds(age)});
}

}  // namespace lossy::agent
