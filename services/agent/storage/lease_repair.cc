#include "services/agent/storage/lease_repair.h"

#include <cstdint>

#include "base/log/log.h"

namespace lossy::agent {
namespace {

using base::pg::Rows;
using base::pg::Transaction;

constexpr int kPortion = 10'000;

// The clock readings of several connections may differ by less than this.
constexpr double kStepSeconds = 1;

constexpr char kAhead[] =
    "SELECT extract(epoch FROM at - clock_timestamp()) FROM clock_mark FOR UPDATE";
// Changes no row if the clock was set back.
constexpr char kAdvance[] =
    "UPDATE clock_mark SET at = clock_timestamp() "
    "WHERE at <= clock_timestamp() + $1::double precision * interval '1 second'";
constexpr char kMark[] = "UPDATE clock_mark SET at = clock_timestamp()";

// A trigger gives each user of these rows a turn.
constexpr char kFree[] = R"sql(
    UPDATE transcripts SET leased_until = '-infinity' WHERE ctid = ANY (ARRAY (
      SELECT ctid FROM transcripts
      WHERE status IN ('recorded', 'pending', 'plain')
        AND leased_until > clock_timestamp() + $1::double precision * interval '1 second'
      LIMIT $2 FOR UPDATE SKIP LOCKED)))sql";

// Words that waited too long are noted as they were spoken.
constexpr char kTranscribed[] = R"sql(
    UPDATE transcripts SET heard_at = clock_timestamp() WHERE ctid = ANY (ARRAY (
      SELECT ctid FROM transcripts
      WHERE status IN ('recorded', 'pending', 'plain')
        AND heard_at > clock_timestamp() + $1::double precision * interval '1 second'
      LIMIT $2 FOR UPDATE SKIP LOCKED)))sql";

constexpr char kTurns[] = R"sql(
    UPDATE turns SET due_at = least(due_at, clock_timestamp()),
      overdue_due_at = least(overdue_due_at, clock_timestamp())
    WHERE ctid = ANY (ARRAY (
      SELECT ctid FROM turns
      WHERE greatest(due_at, overdue_due_at)
            > clock_timestamp() + $1::double precision * interval '1 second'
      LIMIT $2 FOR UPDATE SKIP LOCKED)))sql";

// An abandoned recording is handed over some time after the last activity.
constexpr char kSessions[] = R"sql(
    UPDATE sessions SET last_active_at = clock_timestamp() WHERE ctid = ANY (ARRAY (
      SELECT ctid FROM sessions
      WHERE recording_id IS NOT NULL
        AND last_active_at > clock_timestamp() + $1::double precision * interval '1 second'
      LIMIT $2 FOR UPDATE SKIP LOCKED)))sql";

// The bucket of a rate fills since its last use.
constexpr char kBuckets[] = R"sql(
    UPDATE token_buckets SET refilled_at = clock_timestamp() WHERE ctid = ANY (ARRAY (
      SELECT ctid FROM token_buckets
      WHERE refilled_at > clock_timestamp() + $1::double precision * interval '1 second'
      LIMIT $2 FOR UPDATE SKIP LOCKED)))sql";

}  // namespace

absl::StatusOr<base::TaskRun> LeaseRepair::Run() {
  const absl::StatusOr<Rows> advanced = pool_.Query(kAdvance, {kStepSeconds});
  if (!advanced.ok()) return advanced.status();
  base::TaskRun run;
  if (advanced->affected() > 0) return run;
  const absl::Status done = pool_.Transaction([&](Transaction& transaction) -> absl::Status {
    run = {};
    const absl::StatusOr<Rows> ahead = transaction.Query(kAhead);
    if (!ahead.ok()) return ahead.status();
    const double seconds = ahead->empty() ? 0 : ahead->Double(0, 0);
    if (seconds > kStepSeconds) {
      base::Log(base::LogLevel::kWarning, "database_clock_set_back",
                {{"seconds", static_cast<std::int64_t>(seconds)}});
      for (const char* sql : {kFree, kTranscribed, kTurns, kSessions, kBuckets}) {
        const absl::StatusOr<Rows> freed =
            transaction.Query(sql, {absl::ToDoubleSeconds(keep_), kPortion});
        if (!freed.ok()) return freed.status();
        run.done += static_cast<int>(freed->affected());
        run.more = run.more || freed->affected() == kPortion;
      }
    }
    return run.more ? absl::OkStatus() : transaction.Query(kMark).status();
  });
  if (!done.ok()) return done;
  return run;
}

}  // namespace lossy::agent
