#include "services/agent/storage/claim_sql.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace lossy::agent {
namespace {

// The interval at which a user is checked whose transcripts wait for other transcripts.
constexpr char kSoon[] = "interval '1 second'";
constexpr char kLater[] = "interval '5 seconds'";

struct Line {
  const char* status;
  const char* due;    // The column of `turns`.
  const char* pause;  // Until the next check of a user of whom nothing can be claimed now.
};

Line LineOf(Stage stage) {
  switch (stage) {
    case Stage::kTranscribe:
      return {"recorded", "due_at", kSoon};
    case Stage::kDraft:
      return {"pending", "due_at", kSoon};
    case Stage::kOverdue:
      return {"pending", "overdue_due_at", kLater};
    case Stage::kImprove:
      break;
  }
  return {"plain", "due_at", kSoon};
}

// Finds the place (ctid) of the candidate of user `u`. It uses subqueries rather than joins because
// the planner has one way to run them, independent of the tables' sizes at planning time. The order
// by lease is the order by attempts: a new transcript has no lease, and delays grow with attempts.
constexpr char kRecorded[] = R"sql(
    SELECT p.ctid FROM transcripts AS p
    WHERE p.user_id = u.user_id AND p.status = 'recorded'
      AND p.leased_until < statement_timestamp()
      AND (
        SELECT earlier.seq FROM transcripts AS earlier
        WHERE earlier.user_id = p.user_id AND earlier.session_id = p.session_id
          AND earlier.seq < p.seq
          AND (earlier.status = 'recorded'
               OR (earlier.status = 'pending' AND earlier.refused_at IS NULL))
          AND earlier.status = 'recorded'
          AND earlier.inserted_at > now() - $3::double precision * interval '1 second'
        ORDER BY earlier.seq LIMIT 1) IS NULL
    ORDER BY p.leased_until, p.seq LIMIT 1)sql";

// Finds the first words of the first session whose first words are free. If there are none, finds
// refused words, which have no order. The index lets the query skip from session to session.
constexpr char kPending[] = R"sql(
    (WITH RECURSIVE spoken AS (
       (SELECT f.session_id FROM transcripts AS f
        WHERE f.user_id = u.user_id
          AND (f.status = 'recorded' OR (f.status = 'pending' AND f.refused_at IS NULL))
        ORDER BY f.session_id LIMIT 1)
       UNION ALL
       SELECT (SELECT n.session_id FROM transcripts AS n
               WHERE n.user_id = u.user_id AND n.session_id > spoken.session_id
                 AND (n.status = 'recorded' OR (n.status = 'pending' AND n.refused_at IS NULL))
               ORDER BY n.session_id LIMIT 1)
       FROM spoken WHERE spoken.session_id IS NOT NULL)
     SELECT head.place FROM spoken CROSS JOIN LATERAL (
       SELECT h.ctid AS place, h.status, h.leased_until, h.heard_at FROM transcripts AS h
       WHERE h.user_id = u.user_id AND h.session_id = spoken.session_id
         AND (h.status = 'recorded' OR (h.status = 'pending' AND h.refused_at IS NULL))
         AND (h.status = 'pending'
              OR h.inserted_at > now() - $3::double precision * interval '1 second')
       ORDER BY h.seq LIMIT 1) AS head
     WHERE head.status = 'pending' AND head.leased_until < statement_timestamp()
       AND ($4::double precision = 0
            OR head.heard_at <= now() - $4::double precision * interval '1 second')
     LIMIT 1)
    UNION ALL
    (SELECT r.ctid FROM transcripts AS r
     WHERE r.user_id = u.user_id AND r.status = 'pending' AND r.refused_at IS NOT NULL
       AND r.leased_until < statement_timestamp()
     ORDER BY r.leased_until LIMIT 1)
    LIMIT 1)sql";

constexpr char kPlain[] = R"sql(
    SELECT p.ctid FROM transcripts AS p
    WHERE p.user_id = u.user_id AND p.status = 'plain'
      AND p.leased_until < statement_timestamp()
    ORDER BY p.leased_until, p.seq LIMIT 1)sql";

const char* Candidate(Stage stage) {
  switch (stage) {
    case Stage::kTranscribe:
      return kRecorded;
    case Stage::kDraft:
    case Stage::kOverdue:
      return kPending;
    case Stage::kImprove:
      break;
  }
  return kPlain;
}

// The statement skips a row that another transaction holds: to wait for it with the turn locked
// could deadlock. The status of a place is spelled so that the planner prefers the place to an
// index on the status. A user without a candidate waits until `free_at`; null means that no work is
// left. A user whose only transcript is claimed waits until its lease ends or it is finished. The
// result has a row for each user: the user, if more transcripts of the user wait, and the columns
// of the claimed transcript or NULLs.
constexpr char kClaim[] = R"sql(
    WITH candidates AS MATERIALIZED (
      SELECT u.user_id AS owner, (CANDIDATE) AS place,
        (SELECT w.leased_until FROM transcripts AS w
         WHERE w.user_id = u.user_id AND w.status = 'STATUS'
         ORDER BY w.leased_until, w.seq LIMIT 1) AS free_at,
        (SELECT w.leased_until < statement_timestamp() FROM transcripts AS w
         WHERE w.user_id = u.user_id AND w.status = 'STATUS'
         ORDER BY w.leased_until, w.seq OFFSET 1 LIMIT 1) AS has_more
      FROM unnest($1::text[]) AS u (user_id)),
    picked AS MATERIALIZED (
      SELECT t.user_id AS owner, t.ctid AS place FROM transcripts AS t
      WHERE t.ctid = ANY (ARRAY (SELECT place FROM candidates WHERE place IS NOT NULL))
        AND t.status || '' = 'STATUS' AND t.leased_until < statement_timestamp()
      FOR UPDATE SKIP LOCKED),
    claimed AS (
      UPDATE transcripts SET attempts = attempts + 1,
        leased_until = now() + $2::double precision * interval '1 second'
      WHERE ctid = ANY (ARRAY (SELECT place FROM picked))
      RETURNING COLUMNS),
    moved AS (
      UPDATE turns SET DUE = (
        SELECT CASE WHEN place IN (SELECT place FROM picked) AND has_more THEN clock_timestamp()
                    WHEN place IN (SELECT place FROM picked)
                      THEN now() + $2::double precision * interval '1 second'
                    WHEN free_at > statement_timestamp() THEN free_at
                    ELSE statement_timestamp() + PAUSE END
        FROM candidates WHERE owner = turns.user_id)
      WHERE turns.status = 'STATUS'
        AND turns.user_id = ANY (ARRAY (SELECT owner FROM candidates WHERE free_at IS NOT NULL))),
    done AS (
      DELETE FROM turns
      WHERE turns.status = 'STATUS'
        AND turns.user_id = ANY (ARRAY (SELECT owner FROM candidates WHERE free_at IS NULL)))
    SELECT c.owner,
      coalesce(CASE WHEN c.place IN (SELECT place FROM picked) THEN c.has_more
                    ELSE c.free_at < statement_timestamp() END, false),
      claimed.*
    FROM candidates AS c LEFT JOIN claimed ON claimed.user_id = c.owner)sql";

}  // namespace

// For the rest of the transaction, the planner prefers the order of an index to sorting, and uses
// one generic plan: a plan from momentary statistics may read all waiting rows. The commit does not
// wait for the disk: after a crash of the database that lost a claim, the words are claimed again.
std::string LockTurnsSql(Stage stage) {
  const Line line = LineOf(stage);
  return absl::StrReplaceAll(
      "SELECT user_id, set_config('plan_cache_mode', 'force_generic_plan', true), "
      "set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true), "
      "set_config('synchronous_commit', 'off', true) "
      "FROM turns WHERE status = 'STATUS' AND DUE <= statement_timestamp() "
      "AND user_id <> ALL ($2::text[]) ORDER BY DUE LIMIT $1 FOR UPDATE SKIP LOCKED",
      {{"STATUS", line.status}, {"DUE", line.due}});
}

// A turn may be due at infinity.
std::string UntilDueSql(Stage stage) {
  const Line line = LineOf(stage);
  return absl::StrReplaceAll(
      "SELECT extract(epoch FROM greatest(statement_timestamp(), "
      "least(DUE, statement_timestamp() + interval '1 hour')) - statement_timestamp()) "
      "FROM turns WHERE status >= 'STATUS' AND status <= 'STATUS' ORDER BY status, DUE LIMIT 1",
      {{"STATUS", line.status}, {"DUE", line.due}});
}

std::string ClaimSql(Stage stage, absl::string_view columns) {
  const Line line = LineOf(stage);
  return absl::StrReplaceAll(kClaim, {{"CANDIDATE", Candidate(stage)},
                                      {"STATUS", line.status},
                                      {"DUE", line.due},
                                      {"PAUSE", line.pause},
                                      {"COLUMNS", columns}});
}

}  // namespace lossy::agent
