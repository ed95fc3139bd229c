#include "services/agent/storage/session_store.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/error/error.h"
#include "base/log/log.h"
#include "base/pg/overdue.h"
#include "services/shared/migrations/or_null.h"

namespace lossy::agent {
namespace {

using base::TaskRun;
using base::pg::Param;
using base::pg::Rows;
using base::pg::Transaction;
using services::OrNull;

// The bounds of periodic deletions: rows per statement (sessions or recordings, words, owners), and
// statements per run.
constexpr int kRound = 100;
constexpr int kWordsRound = 1'000;
constexpr int kOwnersRound = 1'000;
// The portion after a statement timed out, for slow disks.
constexpr int kSmallRound = 5;
// The time limit of one run, because other tasks wait for it.
constexpr int kMostRounds = 10;
constexpr char kFirstId[] = "00000000-0000-0000-0000-000000000000";

absl::Status CheckOwner(Transaction& transaction, SessionKey key) {
  // The no-op update returns the existing owner's row, and waits for a concurrent insert of it.
  absl::StatusOr<Rows> owner = transaction.Query(
      "INSERT INTO session_owners AS o (session_id, user_id) VALUES ($1, $2) "
      "ON CONFLICT (session_id) DO UPDATE SET user_id = o.user_id RETURNING user_id",
      {key.session_id, key.user_id});
  if (!owner.ok()) return owner.status();
  return owner->Text(0, 0) == absl::string_view(key.user_id) ? absl::OkStatus()
                                                             : base::NotFound("Session not found");
}

struct Upserted {
  SessionState state;
  bool is_new = false;
};

absl::StatusOr<Upserted> Upsert(Transaction& transaction, SessionKey key,
                                const JoinContext& context) {
  static constexpr char kSql[] = R"sql(
      INSERT INTO sessions AS s (user_id, id, video_id, timestamp_seconds)
      VALUES ($1, $2, $3, coalesce($4::double precision, 0))
      ON CONFLICT (user_id, id) DO UPDATE SET
        video_id = coalesce(excluded.video_id, s.video_id),
        timestamp_seconds = coalesce($4::double precision, s.timestamp_seconds),
        frame = CASE WHEN excluded.video_id IS NULL OR excluded.video_id = s.video_id
                THEN s.frame END,
        last_active_at = now()
      RETURNING video_id, timestamp_seconds, audio_bytes, audio_seconds, coalesce(voice, ''),
        EXISTS (SELECT 1 FROM transcripts AS t
                WHERE t.user_id = s.user_id AND t.session_id = s.id AND t.status = 'recorded'),
        s.xmax = 0, coalesce(frame, ''),
        extract(epoch FROM greatest(now() - frame_at, interval '0'))::double precision,
        stream_id, stream_bytes)sql";
  absl::StatusOr<Rows> rows = transaction.Query(
      kSql, {key.user_id, key.session_id, context.video_id, context.timestamp_seconds});
  if (!rows.ok()) return rows.status();
  return Upserted{.state = {.context = {.video_id = rows->OptionalText(0, 0).value_or(""),
                                        .timestamp_seconds = rows->Double(0, 1)},
                            .audio = {.bytes = rows->Int(0, 2), .seconds = rows->Double(0, 3)},
                            .stream = {.id = rows->OptionalText(0, 9).value_or(""),
                                       .received_bytes = rows->Int(0, 10)},
                            .transcribing = rows->Bool(0, 5),
                            .voice = rows->Bytes(0, 4),
                            .frame = rows->Bytes(0, 7),
                            .frame_age = absl::Seconds(rows->OptionalDouble(0, 8).value_or(0))},
                  .is_new = rows->Bool(0, 6)};
}

// A session whose recording cannot be handed over must not delay others: it is tried again after
// another grace period.
absl::Status Rest(base::pg::Pool& pool, SessionKey key, const absl::Status& problem) {
  base::Log(base::LogLevel::kWarning, "recording_not_finished",
            {{"session_id", absl::string_view(key.session_id)}, {"problem", problem.message()}});
  return pool
      .Query("UPDATE sessions SET last_active_at = now() WHERE user_id = $1 AND id = $2",
             {key.user_id, key.session_id})
      .status();
}

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

absl::StatusOr<SessionState> SessionStore::Join(const std::string& user_id,
                                                const std::string& session_id,
                                                const JoinContext& context) {
  SessionState joined;
  const SessionKey key{user_id, session_id};
  absl::Status status = pool_.Transaction([&](Transaction& transaction) -> absl::Status {
    absl::Status owner = CheckOwner(transaction, key);
    if (!owner.ok()) return owner;
    absl::StatusOr<StoredUse> use = ReadStoredUse(transaction, user_id);
    if (!use.ok()) return use.status();
    absl::StatusOr<Upserted> upserted = Upsert(transaction, key, context);
    if (!upserted.ok()) return upserted.status();
    joined = std::move(upserted->state);
    return upserted->is_new ? CheckNewSession(*use, limits_.stored) : absl::OkStatus();
  });
  if (!status.ok()) return status;
  return joined;
}

absl::Status SessionStore::SetContext(const std::string& user_id, const std::string& session_id,
                                      const VideoContext& context) {
  return pool_
      .Query(
          "UPDATE sessions SET video_id = $3, timestamp_seconds = $4, last_active_at = now(), "
          "frame = CASE WHEN video_id IS NOT DISTINCT FROM $3::uuid THEN frame END "
          "WHERE user_id = $1 AND id = $2",
          {user_id, session_id, OrNull(context.video_id), context.timestamp_seconds})
      .status();
}

absl::Status SessionStore::SetFrame(const std::string& user_id, const std::string& session_id,
                                    std::string frame) {
  return pool_
      .Query(
          "UPDATE sessions SET frame = $3, frame_at = now(), frame_recording_id = recording_id, "
          "last_active_at = now() WHERE user_id = $1 AND id = $2",
          {user_id, session_id, Param::Bytes(std::move(frame))})
      .status();
}

absl::Status SessionStore::SetVoice(const std::string& user_id, const std::string& session_id,
                                    std::string voice) {
  return pool_
      .Query("UPDATE sessions SET voice = $3 WHERE user_id = $1 AND id = $2",
             {user_id, session_id, Param::Bytes(std::move(voice))})
      .status();
}

absl::StatusOr<int> SessionStore::CountNotes(const std::string& user_id,
                                             const std::string& session_id) {
  absl::StatusOr<Rows> rows = pool_.Query(
      "SELECT count(*) FROM transcripts WHERE user_id = $1 AND session_id = $2 "
      "AND status IN ('noted', 'plain')",
      {user_id, session_id});
  if (!rows.ok()) return rows.status();
  return static_cast<int>(rows->Int(0, 0));
}

absl::StatusOr<Appended> SessionStore::Append(const std::string& user_id,
                                              const std::string& session_id,
                                              const std::string& request_id,
                                              const std::string& piece,
                                              const AudioPosition& position) {
  const SessionKey key{user_id, session_id};
  Appended appended;
  absl::Status status = pool_.Transaction([&](Transaction& transaction) -> absl::Status {
    appended = {};
    absl::StatusOr<OpenRecording> open = OpenRecording::Lock(transaction, key, limits_.recording);
    if (!open.ok()) return open.status();
    appended.audio = open->audio();
    absl::StatusOr<FreshAudio> fresh = FreshPart(position, open->received(), piece);
    if (!fresh.ok()) return fresh.status();
    absl::StatusOr<bool> stored = open->IsStored(position.request_id);
    if (!stored.ok()) return stored.status();
    if (fresh->data.empty() || *stored) return absl::OkStatus();
    absl::Status allowed =
        CheckPiece(transaction, user_id, fresh->data.size(), absl::Seconds(open->audio().seconds));
    if (!allowed.ok()) return allowed;
    if (fresh->starts_stream) {
      appended.handed_over = open->exists();
      absl::Status begun = open->BeginStream(position.stream_id, request_id);
      if (!begun.ok()) return begun;
    }
    absl::StatusOr<bool> full = open->Add(fresh->data, position.request_id, request_id);
    if (!full.ok()) return full.status();
    appended.handed_over |= *full;
    appended.audio = open->audio();
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return appended;
}

absl::Status SessionStore::CheckPiece(Transaction& transaction, const std::string& user_id,
                                      std::size_t bytes, absl::Duration open) {
  absl::StatusOr<StoredUse> use = ReadStoredUse(transaction, user_id);
  if (!use.ok()) return use.status();
  return CheckAudio(*use, limits_.stored, bytes, open);
}

absl::StatusOr<bool> SessionStore::FinishRecording(const std::string& user_id,
                                                   const std::string& session_id,
                                                   const std::string& request_id) {
  return Finish(user_id, session_id, request_id, /*abandoned=*/false);
}

absl::StatusOr<bool> SessionStore::Finish(const std::string& user_id, const std::string& session_id,
                                          const std::string& request_id, bool abandoned) {
  const SessionKey key{user_id, session_id};
  bool finished = false;
  absl::Status status = pool_.Transaction([&](Transaction& transaction) -> absl::Status {
    absl::StatusOr<OpenRecording> open = OpenRecording::Lock(transaction, key, limits_.recording);
    if (!open.ok()) return open.status();
    finished = open->exists();
    return open->Finish(request_id, /*goes_on=*/abandoned && !open->received().id.empty());
  });
  if (!status.ok()) return status;
  return finished;
}

absl::StatusOr<TaskRun> SessionStore::FinishAbandoned(absl::Duration grace) {
  absl::StatusOr<Rows> left = pool_.Query(
      "SELECT user_id, id FROM sessions WHERE recording_id IS NOT NULL "
      "AND last_active_at < now() - $1::double precision * interval '1 second' LIMIT $2",
      {absl::ToDoubleSeconds(grace), kRound});
  if (!left.ok()) return left.status();
  int finished = 0;
  for (int i = 0; i < left->size(); ++i) {
    const std::string user_id(left->Text(i, 0)), session_id(left->Text(i, 1));
    absl::StatusOr<bool> handed_over = Finish(user_id, session_id, "abandoned", /*abandoned=*/true);
    if (absl::IsUnavailable(handed_over.status())) return handed_over.status();
    if (!handed_over.ok()) {
      absl::Status rests = Rest(pool_, {user_id, session_id}, handed_over.status());
      if (!rests.ok()) return rests;
      continue;
    }
    finished += *handed_over ? 1 : 0;
  }
  return TaskRun{.done = finished, .more = left->size() == kRound};
}

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
absl::StatusOr<TaskRun> SessionStore::ForgetRecordings(absl::Duration age) {
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

absl::StatusOr<absl::Duration> SessionStore::RecordingsOverdue(absl::Duration age) {
  static constexpr char kSql[] = R"sql(
      SELECT extract(epoch FROM now() - r.inserted_at) - $1::double precision
      )sql" LOSSY_OLD_RECORDINGS " LIMIT 1";
  return base::pg::Overdue(pool_, kSql, {absl::ToDoubleSeconds(age)});
}

// Deletes the words of a session before the session, so that no statement exceeds its portion.
// Words that the notes service refuses do not keep their session beyond its age.
absl::StatusOr<TaskRun> SessionStore::ForgetSessions(absl::Duration age) {
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
    const int count = static_cast<int>(rows->Int(0, 0));
    return TaskRun{.done = count, .more = count == limit || rows->Int(0, 1) > 0};
  });
}

absl::StatusOr<absl::Duration> SessionStore::SessionsOverdue(absl::Duration age) {
  static constexpr char kSql[] = R"sql(
      SELECT extract(epoch FROM now() - s.last_active_at) - $1::double precision
      )sql" LOSSY_OLD_SESSIONS " LIMIT 1";
  return base::pg::Overdue(pool_, kSql, {absl::ToDoubleSeconds(age)});
}

absl::StatusOr<TaskRun> SessionStore::ForgetOwners(std::string* after) {
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
    absl::StatusOr<Rows> gone =
        transaction.Query(kDelete, {absl::StrCat("{", absl::StrJoin(ids, ","), "}")});
    if (!gone.ok()) return gone.status();
    count = gone->affected();
    *after = last->empty() ? "" : std::string(last->Text(0, 0));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return TaskRun{.done = static_cast<int>(count), .more = !after->empty()};
}

}  // namespace lossy::agent
