#include "services/agent/pg_store.h"

#include "base/error/error.h"
#include "base/outbox/outbox.h"
#include "base/text/uuid.h"
#include "services/agent/migrations.h"
#include "services/store/migrate.h"
#include "services/topics/topics.h"

namespace lossy::agent {
namespace {

using base::pg::Connection;
using base::pg::Rows;

absl::optional<std::string> OrNull(const std::string& video_id) {
  if (video_id.empty()) return absl::nullopt;
  return video_id;
}

absl::Status CheckOwner(Connection& transaction, const std::string& user_id,
                        const std::string& session_id) {
  // The no-op update gives the first owner's row back, and waits for one who is just becoming it.
  absl::StatusOr<Rows> owner = transaction.Query(
      "INSERT INTO session_owners AS o (session_id, user_id) VALUES ($1, $2) "
      "ON CONFLICT (session_id) DO UPDATE SET user_id = o.user_id RETURNING user_id",
      {session_id, user_id});
  if (!owner.ok()) return owner.status();
  return owner->Text(0, 0) == absl::string_view(user_id) ? absl::OkStatus()
                                                         : base::NotFound("Session not found");
}

absl::StatusOr<Context> UpsertSession(Connection& transaction, const std::string& user_id,
                                      const std::string& session_id, const JoinContext& context) {
  static constexpr char kSql[] = R"sql(
      INSERT INTO sessions AS s (user_id, id, video_id, timestamp_seconds)
      VALUES ($1, $2, $3, coalesce($4::double precision, 0))
      ON CONFLICT (user_id, id) DO UPDATE SET
        video_id = coalesce(excluded.video_id, s.video_id),
        timestamp_seconds = coalesce($4::double precision, s.timestamp_seconds),
        last_active_at = now()
      RETURNING video_id, timestamp_seconds)sql";
  absl::StatusOr<Rows> rows =
      transaction.Query(kSql, {user_id, session_id, context.video_id, context.timestamp_seconds});
  if (!rows.ok()) return rows.status();
  return Context{.video_id = rows->OptionalText(0, 0).value_or(""),
                 .timestamp_seconds = rows->Double(0, 1)};
}

absl::Status QueueSessionEvent(Connection& transaction, const Transcript& transcript,
                               const v1::SessionEvent& event) {
  return base::QueueEvent(transaction, services::SessionTopic(transcript.session_id), event,
                          transcript.user_id, transcript.request_id);
}

v1::SessionEvent TranscriptReady(const Transcript& transcript) {
  v1::SessionEvent event;
  v1::AgentEvent& agent_event = *event.mutable_agent_event();
  agent_event.set_type("transcript_ready");
  agent_event.set_text(transcript.text);
  agent_event.set_source(transcript.source);
  return event;
}

// Locks the session, so that two copies that come at once see each other.
absl::StatusOr<bool> IsRepeat(Connection& transaction, const Transcript& transcript,
                              absl::Duration window) {
  absl::Status locked =
      transaction
          .Query("UPDATE sessions SET last_active_at = now() WHERE user_id = $1 AND id = $2",
                 {transcript.user_id, transcript.session_id})
          .status();
  if (!locked.ok()) return locked;
  absl::StatusOr<Rows> same = transaction.Query(
      "SELECT 1 FROM transcripts WHERE user_id = $1 AND session_id = $2 AND text = $3 "
      "AND duration_seconds IS NOT DISTINCT FROM $4 "
      "AND inserted_at > now() - $5::double precision * interval '1 second' LIMIT 1",
      {transcript.user_id, transcript.session_id, transcript.text, transcript.duration_seconds,
       absl::ToDoubleSeconds(window)});
  if (!same.ok()) return same.status();
  return !same->empty();
}

absl::Status Insert(Connection& transaction, const Transcript& transcript) {
  static constexpr char kSql[] = R"sql(
      INSERT INTO transcripts (user_id, id, session_id, request_id, text, source, duration_seconds,
                               video_id, timestamp_seconds)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql";
  return transaction
      .Query(kSql,
             {transcript.user_id, base::NewUuid(), transcript.session_id, transcript.request_id,
              transcript.text, transcript.source, transcript.duration_seconds,
              OrNull(transcript.context.video_id), transcript.context.timestamp_seconds})
      .status();
}

Transcript ToTranscript(const Rows& rows, int row) {
  return {.id = std::string(rows.Text(row, 0)),
          .user_id = std::string(rows.Text(row, 1)),
          .session_id = std::string(rows.Text(row, 2)),
          .request_id = std::string(rows.Text(row, 3)),
          .text = std::string(rows.Text(row, 4)),
          .source = std::string(rows.Text(row, 5)),
          .duration_seconds = rows.OptionalDouble(row, 6),
          .context = {.video_id = rows.OptionalText(row, 7).value_or(""),
                      .timestamp_seconds = rows.Double(row, 8)},
          .attempts = static_cast<int>(rows.Int(row, 9)),
          .spoken_at = rows.Time(row, 10)};
}

absl::string_view FateName(Fate fate) {
  switch (fate) {
    case Fate::kNoted:
      return "noted";
    case Fate::kSkipped:
      return "skipped";
    case Fate::kFailed:
      break;
  }
  return "failed";
}

}  // namespace

absl::Status PgStore::Migrate() { return services::Migrate(pool_, Migrations()); }

absl::StatusOr<Context> PgStore::Join(const std::string& user_id, const std::string& session_id,
                                      const JoinContext& context) {
  absl::StatusOr<Context> joined = Context{};
  absl::Status status = pool_.Transaction([&](Connection& transaction) {
    absl::Status owner = CheckOwner(transaction, user_id, session_id);
    if (!owner.ok()) return owner;
    joined = UpsertSession(transaction, user_id, session_id, context);
    return joined.status();
  });
  if (!status.ok()) return status;
  return joined;
}

absl::Status PgStore::SetContext(const std::string& user_id, const std::string& session_id,
                                 const Context& context) {
  return pool_
      .Query(
          "UPDATE sessions SET video_id = $3, timestamp_seconds = $4, last_active_at = now() "
          "WHERE user_id = $1 AND id = $2",
          {user_id, session_id, OrNull(context.video_id), context.timestamp_seconds})
      .status();
}

absl::StatusOr<bool> PgStore::Keep(const Transcript& transcript, absl::Duration window) {
  bool kept = false;
  absl::Status status = pool_.Transaction([&](Connection& transaction) -> absl::Status {
    absl::StatusOr<bool> repeat = IsRepeat(transaction, transcript, window);
    if (!repeat.ok()) return repeat.status();
    kept = !*repeat;
    if (!kept) return absl::OkStatus();
    absl::Status inserted = Insert(transaction, transcript);
    if (!inserted.ok()) return inserted;
    return QueueSessionEvent(transaction, transcript, TranscriptReady(transcript));
  });
  if (!status.ok()) return status;
  return kept;
}

absl::StatusOr<std::vector<Transcript>> PgStore::Claim(int limit, absl::Duration lease) {
  static constexpr char kSql[] = R"sql(
      UPDATE transcripts AS t SET
        attempts = attempts + 1,
        leased_until = now() + $2::double precision * interval '1 second'
      WHERE (user_id, id) IN (
        SELECT user_id, id FROM transcripts AS p
        WHERE status = 'pending' AND leased_until < now()
          AND NOT EXISTS (
            SELECT 1 FROM transcripts AS earlier
            WHERE earlier.user_id = p.user_id AND earlier.session_id = p.session_id
              AND earlier.status = 'pending' AND earlier.seq < p.seq)
        ORDER BY seq LIMIT $1 FOR UPDATE SKIP LOCKED)
      RETURNING id, user_id, session_id, request_id, text, source, duration_seconds, video_id,
                timestamp_seconds, attempts, micros(inserted_at))sql";
  absl::StatusOr<Rows> rows = pool_.Query(kSql, {limit, absl::ToDoubleSeconds(lease)});
  if (!rows.ok()) return rows.status();
  std::vector<Transcript> claimed;
  for (int i = 0; i < rows->size(); ++i) claimed.push_back(ToTranscript(*rows, i));
  return claimed;
}

absl::Status PgStore::Finish(const Transcript& transcript, Fate fate,
                             const std::vector<v1::SessionEvent>& events) {
  return pool_.Transaction([&](Connection& transaction) -> absl::Status {
    absl::StatusOr<Rows> finished = transaction.Query(
        "UPDATE transcripts SET status = $3 WHERE user_id = $1 AND id = $2 AND status = 'pending'",
        {transcript.user_id, transcript.id, FateName(fate)});
    if (!finished.ok()) return finished.status();
    // Another replica was faster, after this one's lease had run out.
    if (finished->affected() == 0) return absl::OkStatus();
    for (const v1::SessionEvent& event : events) {
      absl::Status queued = QueueSessionEvent(transaction, transcript, event);
      if (!queued.ok()) return queued;
    }
    return absl::OkStatus();
  });
}

absl::Status PgStore::Release(const Transcript& transcript, absl::Duration rest) {
  return pool_
      .Query(
          "UPDATE transcripts "
          "SET leased_until = now() + $3::double precision * interval '1 second' "
          "WHERE user_id = $1 AND id = $2 AND status = 'pending'",
          {transcript.user_id, transcript.id, absl::ToDoubleSeconds(rest)})
      .status();
}

}  // namespace lossy::agent
