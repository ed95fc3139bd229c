#include "services/agent/storage/session_store.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/error/error.h"
#include "base/log/log.h"
#include "base/pg/row_reader.h"

namespace lossy::agent {
namespace {

using base::TaskRun;
using base::pg::Param;
using base::pg::RowReader;
using base::pg::Rows;
using base::pg::Transaction;

// Abandoned recordings that one run finishes.
constexpr int kAbandonedRound = 100;

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
      RETURNING video_id, timestamp_seconds, audio_bytes, audio_seconds, stream_id, stream_bytes,
        EXISTS (SELECT 1 FROM transcripts AS t
                WHERE t.user_id = s.user_id AND t.session_id = s.id AND t.status = 'recorded'),
        coalesce(voice, ''), coalesce(frame, ''),
        coalesce(extract(epoch FROM greatest(now() - frame_at, interval '0')), 0)::double precision,
        s.xmax = 0)sql";
  absl::StatusOr<Rows> rows = transaction.Query(
      kSql, {key.user_id, key.session_id, context.video_id, context.timestamp_seconds});
  if (!rows.ok()) return rows.status();
  RowReader reader(*rows, 0);
  return Upserted{
      .state = {.context = {.video_id = reader.Next<std::string>(),
                            .timestamp_seconds = reader.Next<double>()},
                .audio = {.bytes = reader.Next<std::int64_t>(), .seconds = reader.Next<double>()},
                .stream = {.id = reader.Next<std::string>(),
                           .received_bytes = reader.Next<std::int64_t>()},
                .transcribing = reader.Next<bool>(),
                .voice = reader.NextBytes(),
                .frame = reader.NextBytes(),
                .frame_age = absl::Seconds(reader.Next<double>())},
      .is_new = reader.Next<bool>()};
}

// A session whose recording cannot be handed over must not delay others: it is tried again after
// another grace period.
absl::Status Postpone(base::pg::Pool& pool, SessionKey key, const absl::Status& problem) {
  base::Log(base::LogLevel::kWarning, "recording_not_finished",
            {{"session_id", absl::string_view(key.session_id)}, {"problem", problem.message()}});
  return pool
      .Query("UPDATE sessions SET last_active_at = now() WHERE user_id = $1 AND id = $2",
             {key.user_id, key.session_id})
      .status();
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
  return contexts_.Set(user_id, session_id, context);
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
      {absl::ToDoubleSeconds(grace), kAbandonedRound});
  if (!left.ok()) return left.status();
  int finished = 0;
  for (int i = 0; i < left->size(); ++i) {
    base::pg::RowReader reader(*left, i);
    const auto user_id = reader.Next<std::string>();
    const auto session_id = reader.Next<std::string>();
    absl::StatusOr<bool> handed_over = Finish(user_id, session_id, "abandoned", /*abandoned=*/true);
    if (absl::IsUnavailable(handed_over.status())) return handed_over.status();
    if (!handed_over.ok()) {
      absl::Status postponed = Postpone(pool_, {user_id, session_id}, handed_over.status());
      if (!postponed.ok()) return postponed;
      continue;
    }
    finished += *handed_over ? 1 : 0;
  }
  return TaskRun{.done = finished, .more = left->size() == kAbandonedRound};
}

}  // namespace lossy::agent
