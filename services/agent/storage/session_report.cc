#include "services/agent/storage/session_report.h"

#include <cstdint>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/error/error.h"
#include "base/pg/row_reader.h"
#include "base/time/timestamp.h"

namespace lossy::agent {

using base::pg::RowReader;
using base::pg::Rows;

absl::Status SessionReport::Read(const std::string& session_id, int transcripts,
                                 admin::v1::GetSessionResponse* response) {
  absl::Status status = ReadSession(session_id, response);
  if (status.ok()) status = ReadCounts(response);
  if (status.ok()) status = ReadTranscripts(transcripts, response);
  if (status.ok()) status = ReadUsage(response);
  return status;
}

absl::Status SessionReport::ReadSession(const std::string& session_id,
                                        admin::v1::GetSessionResponse* response) {
  static constexpr char kSql[] = R"sql(
      SELECT s.id, s.user_id, s.video_id, micros(s.inserted_at), micros(s.last_active_at),
             s.recording_id
      FROM session_owners AS o JOIN sessions AS s
        ON s.user_id = o.user_id AND s.id = o.session_id
      WHERE o.session_id = $1)sql";
  const absl::StatusOr<Rows> rows = pool_.Query(kSql, {session_id});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return base::NotFound("there is no such session");
  RowReader reader(*rows, 0);
  response->set_session_id(reader.Next<std::string>());
  response->set_user_id(reader.Next<std::string>());
  response->set_video_id(reader.Next<std::string>());
  *response->mutable_started_at() = base::ToTimestamp(reader.Next<absl::Time>());
  *response->mutable_last_active_at() = base::ToTimestamp(reader.Next<absl::Time>());
  response->set_recording_id(reader.Next<std::string>());
  return absl::OkStatus();
}

absl::Status SessionReport::ReadCounts(admin::v1::GetSessionResponse* response) {
  const absl::StatusOr<Rows> rows = pool_.Query(
      "SELECT status, count(*) FROM transcripts WHERE user_id = $1 AND session_id = $2 "
      "GROUP BY status ORDER BY status",
      {response->user_id(), response->session_id()});
  if (!rows.ok()) return rows.status();
  for (int i = 0; i < rows->size(); ++i) {
    RowReader reader(*rows, i);
    admin::v1::StatusCount& count = *response->add_transcript_counts();
    count.set_status(reader.Next<std::string>());
    count.set_count(reader.Next<std::int64_t>());
  }
  return absl::OkStatus();
}

absl::Status SessionReport::ReadTranscripts(int limit, admin::v1::GetSessionResponse* response) {
  static constexpr char kSql[] = R"sql(
      SELECT id, status,
             CASE WHEN status = 'pending' AND refused_at IS NOT NULL THEN 'refused'
                  ELSE outcome_reason END,
             attempts, micros(inserted_at),
             CASE WHEN status IN ('recorded', 'pending', 'plain') AND leased_until > now()
                  THEN micros(leased_until) END,
             note_id
      FROM transcripts WHERE user_id = $1 AND session_id = $2
      ORDER BY seq DESC LIMIT $3)sql";
  const absl::StatusOr<Rows> rows =
      pool_.Query(kSql, {response->user_id(), response->session_id(), limit});
  if (!rows.ok()) return rows.status();
  for (int i = 0; i < rows->size(); ++i) {
    RowReader reader(*rows, i);
    admin::v1::Transcript& transcript = *response->add_transcripts();
    transcript.set_id(reader.Next<std::string>());
    transcript.set_status(reader.Next<std::string>());
    transcript.set_reason(reader.Next<std::string>());
    transcript.set_attempts(reader.Next<int>());
    *transcript.mutable_created_at() = base::ToTimestamp(reader.Next<absl::Time>());
    if (const auto next = reader.Next<absl::optional<absl::Time>>()) {
      *transcript.mutable_next_attempt_at() = base::ToTimestamp(*next);
    }
    transcript.set_note_id(reader.Next<std::string>());
  }
  return absl::OkStatus();
}

absl::Status SessionReport::ReadUsage(admin::v1::GetSessionResponse* response) {
  const absl::StatusOr<Rows> rows = pool_.Query(
      "SELECT kind, model, sum(calls)::bigint, sum(cost_micros)::bigint FROM usage "
      "WHERE user_id = $1 AND session_id = $2 GROUP BY kind, model ORDER BY kind, model",
      {response->user_id(), response->session_id()});
  if (!rows.ok()) return rows.status();
  for (int i = 0; i < rows->size(); ++i) {
    RowReader reader(*rows, i);
    admin::v1::ModelUsage& usage = *response->add_usage();
    usage.set_kind(reader.Next<std::string>());
    usage.set_model(reader.Next<std::string>());
    usage.set_calls(reader.Next<std::int64_t>());
    usage.set_cost_micros(reader.Next<std::int64_t>());
  }
  return absl::OkStatus();
}

}  // namespace lossy::agent
