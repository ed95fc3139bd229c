#include "services/agent/storage/session_retention.h"

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "base/pg/overdue.h"
#include "base/pg/row_reader.h"

namespace lossy::agent {
namespace {

using base::TaskRun;
using base::pg::RowReader;
using base::pg::Rows;
using base::pg::Transaction;

// The bounds of one statement: sessions or recordings, words, owners.
constexpr int kRound = 100;
constexpr int kWordsRound = 1'000;
constexpr int kOwnersRound = 1'000;
// The portion after a statement timed out, for slow disks.
constexpr int kSmallRound = 5;
// Statements per run, because other tasks wait for its end.
constexpr int kMostRounds = 10;
constexpr char kFirstId[] = "00000000-0000-0000-0000-000000000000";

// Deletes at most kMostRounds portions. If a portion exceeds the statement timeout, for instance
// with the largest recordings on a slow disk, it is tried again with fewer rows.
absl::StatusOr<TaskRun> InRounds(absl::FunctionRef<absl::StatusOr<TaskRun>(int limit)> once) {
  TaskRun all{.done = 0, .more = true};
  int limit = kRound;
  for (int i = 0; i < kMostRounds && all.more; ++i) {
    const absl::StatusOr<TaskRun> round = once(limit);
    if (absl::IsDeadlineExceeded(round.status()) && limit == kRound) {
      limit = kSmallRound;
      continue;
    }
    if (!round.ok()) return round.status();
    all.done += round->done;
    all.more = round->more;
  }
  return all;
}

}  // namespace

// The recordings and sessions that are older than $1 seconds and may be deleted, oldest first. The
// metric of overdue rows must select the same rows as the deletion.
#define LOSSY_OLD_RECORDINGS                                                                  \
  "FROM recordings AS r "                                                                     \
  "WHERE r.inserted_at < now() - $1::double precision * interval '1 second' "                 \
  "AND (SELECT t.id FROM transcripts AS t "                                                   \
  "WHERE t.user_id = r.user_id AND t.recording_id = r.id AND t.status = 'recorded' LIMIT 1) " \
  "IS NULL ORDER BY r.inserted_at"
#define LOSSY_OLD_SESSIONS                                                              \
  "FROM sessions AS s "                                                                 \
  "WHERE s.last_active_at < now() - $1::double precision * interval '1 second' "        \
  "AND s.recording_id IS NULL AND (SELECT t.id FROM transcripts AS t "                  \
  "WHERE t.user_id = s.user_id AND t.session_id = s.id "                                \
  "AND t.status IN ('recorded', 'pending', 'plain') AND t.refused_at IS NULL LIMIT 1) " \
  "IS NULL ORDER BY s.last_active_at"

// The next statements delete by place (ctid), and use subqueries instead of joins: PostgreSQL has
// one way to run that, by the index, independent of the tables' sizes at planning (docs/adr/0029).
absl::StatusOr<TaskRun> SessionRetention::ForgetRecordings(absl::Duration age) {
  static constexpr char kSql[] = R"sql(
      WITH old AS MATERIALIZED (
        SELECT r.ctid AS place, r.user_id, r.id )sql" LOSSY_OLD_RECORDINGS
                                 R"sql( LIMIT $2 FOR UPDATE OF r SKIP LOCKED),
      gone AS (DELETE FROM recordings WHERE ctid = ANY (ARRAY (SELECT place FROM old))),
      sound AS (
        DELETE FROM audio_chunks WHERE ctid = ANY (ARRAY (
          SELECT piece.place FROM old CROSS JOIN LATERAL (
            SELECT c.ctid AS place FROM audio_chunks AS c
            WHERE c.user_id = old.user_id AND c.recording_id = old.id OFFSET 0) AS piece)))
      SELECT count(*) FROM old)sql";
  return InRounds([&](int limit) -> absl::StatusOr<TaskRun> {
    absl::StatusOr<Rows> gone = pool_.Query(kSql, {absl::ToDoubleSeconds(age), limit});
    if (!gone.ok()) return gone.status();
    const int count = static_cast<int>(gone->Int(0, 0));
    return TaskRun{.done = count, .more = count == limit};
  });
}

absl::StatusOr<absl::Duration> SessionRetention::RecordingsOverdue(absl::Duration age) {
  static constexpr char kSql[] = R"sql(
      SELECT extract(epoch FROM now() - r.inserted_at) - $1::double precision
      )sql" LOSSY_OLD_RECORDINGS " LIMIT 1";
  return base::pg::Overdue(pool_, kSql, {absl::ToDoubleSeconds(age)});
}

// Deletes the words of a session before the session, so that no statement exceeds its portion.
// Words that the notes service refuses do not keep their session beyond its age.
absl::StatusOr<TaskRun> SessionRetention::ForgetSessions(absl::Duration age) {
  static constexpr char kSql[] = R"sql(
      WITH old AS MATERIALIZED (
        SELECT s.ctid AS place, s.user_id, s.id )sql" LOSSY_OLD_SESSIONS
                                 R"sql( LIMIT $2 FOR UPDATE OF s SKIP LOCKED),
      words AS (
        DELETE FROM transcripts WHERE ctid = ANY (ARRAY (
          SELECT spoken.place FROM old CROSS JOIN LATERAL (
            SELECT t.ctid AS place FROM transcripts AS t
            WHERE t.user_id = old.user_id AND t.session_id = old.id OFFSET 0) AS spoken
          LIMIT $3))
        RETURNING 1),
      gone AS (
        DELETE FROM sessions WHERE ctid = ANY (ARRAY (
          SELECT old.place FROM old
          WHERE (SELECT t.id FROM transcripts AS t
                 WHERE t.user_id = old.user_id AND t.session_id = old.id LIMIT 1) IS NULL))
        RETURNING user_id, id),
      owners AS (
        DELETE FROM session_owners WHERE session_id = ANY (ARRAY (SELECT id FROM gone))
          AND user_id = ANY (ARRAY (SELECT user_id FROM gone)))
      SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM words))sql";
  return InRounds([&](int limit) -> absl::StatusOr<TaskRun> {
    absl::StatusOr<Rows> rows = pool_.Query(kSql, {absl::ToDoubleSeconds(age), limit, kWordsRound});
    if (!rows.ok()) return rows.status();
    RowReader reader(*rows, 0);
    const int sessions = reader.Next<int>();
    const int words = reader.Next<int>();
    return TaskRun{.done = sessions, .more = sessions == limit || words > 0};
  });
}

absl::StatusOr<absl::Duration> SessionRetention::SessionsOverdue(absl::Duration age) {
  static constexpr char kSql[] = R"sql(
      SELECT extract(epoch FROM now() - s.last_active_at) - $1::double precision
      )sql" LOSSY_OLD_SESSIONS " LIMIT 1";
  return base::pg::Overdue(pool_, kSql, {absl::ToDoubleSeconds(age)});
}

absl::StatusOr<TaskRun> SessionRetention::ForgetOwners(std::string* after) {
  // A join locks the owner's row, and then the second statement sees its session.
  static constexpr char kLock[] = R"sql(
      WITH page AS MATERIALIZED (
        SELECT o.ctid AS place, o.session_id, o.user_id FROM session_owners AS o
        WHERE o.session_id > $1::uuid ORDER BY o.session_id LIMIT $2)
      SELECT o.session_id FROM session_owners AS o WHERE o.ctid = ANY (ARRAY (
        SELECT page.place FROM page
        WHERE (SELECT s.id FROM sessions AS s
               WHERE s.user_id = page.user_id AND s.id = page.session_id) IS NULL))
      FOR UPDATE SKIP LOCKED)sql";
  static constexpr char kDelete[] = R"sql(
      DELETE FROM session_owners AS o WHERE o.session_id = ANY ($1::uuid[])
        AND (SELECT s.id FROM sessions AS s
             WHERE s.user_id = o.user_id AND s.id = o.session_id) IS NULL)sql";
  static constexpr char kNext[] = R"sql(
      SELECT session_id FROM session_owners WHERE session_id > $1::uuid
      ORDER BY session_id OFFSET $2 LIMIT 1)sql";
  const std::string from = after->empty() ? kFirstId : *after;
  std::int64_t count = 0;
  absl::Status status = pool_.Transaction([&](Transaction& transaction) -> absl::Status {
    absl::StatusOr<Rows> last = transaction.Query(kNext, {from, kOwnersRound - 1});
    if (!last.ok()) return last.status();
    absl::StatusOr<Rows> orphans = transaction.Query(kLock, {from, kOwnersRound});
    if (!orphans.ok()) return orphans.status();
    std::vector<absl::string_view> ids;
    for (int i = 0; i < orphans->size(); ++i) ids.push_back(orphans->Text(i, 0));
    absl::StatusOr<Rows> gone = transaction.Query(kDelete, {base::pg::Param::Uuids(ids)});
    if (!gone.ok()) return gone.status();
    count = gone->affected();
    *after = last->empty() ? "" : std::string(last->Text(0, 0));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return TaskRun{.done = static_cast<int>(count), .more = !after->empty()};
}

}  // namespace lossy::agent
