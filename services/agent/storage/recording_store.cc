#include "services/agent/storage/recording_store.h"

#include <utility>

#include "absl/types/optional.h"
#include "base/error/error.h"
#include "base/pg/row_reader.h"
#include "base/time/timestamp.h"
#include "services/agent/storage/transcript.h"
#include "services/shared/migrations/or_null.h"

namespace lossy::agent {

using base::pg::RowReader;
using base::pg::Rows;
using base::pg::Transaction;
using services::OrNull;

absl::StatusOr<std::vector<v1::Recording>> RecordingStore::List(const std::string& user_id,
                                                                const std::string& session_id,
                                                                int limit) {
  static constexpr char kSql[] = R"sql(
      SELECT r.id, r.session_id, r.size_bytes, r.duration_seconds, t.text, t.source, t.note_id,
             t.status, micros(r.inserted_at)
      FROM recordings AS r JOIN transcripts AS t
        ON t.user_id = r.user_id AND t.recording_id = r.id
      WHERE r.user_id = $1 AND ($2::uuid IS NULL OR r.session_id = $2::uuid)
      ORDER BY r.inserted_at DESC, r.id DESC LIMIT $3)sql";
  absl::StatusOr<Rows> rows = pool_.Query(kSql, {user_id, OrNull(session_id), limit});
  if (!rows.ok()) return rows.status();
  std::vector<v1::Recording> recordings;
  for (int i = 0; i < rows->size(); ++i) {
    RowReader reader(*rows, i);
    v1::Recording& recording = recordings.emplace_back();
    recording.set_id(reader.Next<std::string>());
    recording.set_session_id(reader.Next<std::string>());
    recording.set_size_bytes(reader.Next<std::int64_t>());
    recording.set_duration_seconds(reader.Next<double>());
    if (std::string text = reader.Next<std::string>(); !text.empty()) {
      recording.set_text(std::move(text));
    }
    if (std::string name = reader.Next<std::string>(); !name.empty()) {
      recording.set_heard_by(std::move(name));
    }
    if (const auto note_id = reader.Next<absl::optional<std::string>>()) {
      recording.set_note_id(*note_id);
    }
    recording.set_status(reader.Next<std::string>());
    *recording.mutable_inserted_at() = base::ToTimestamp(reader.Next<absl::Time>());
  }
  return recordings;
}

absl::Status RecordingStore::TranscribeAgain(const std::string& user_id,
                                             const std::string& recording_id) {
  return pool_.Transaction([&](Transaction& transaction) -> absl::Status {
    absl::StatusOr<Rows> found = transaction.Query(
        "SELECT t.status FROM transcripts AS t JOIN recordings AS r "
        "ON r.user_id = t.user_id AND r.id = t.recording_id "
        "WHERE t.user_id = $1 AND t.recording_id = $2 FOR UPDATE",
        {user_id, recording_id});
    if (!found.ok()) return found.status();
    if (found->empty()) return base::NotFound("Recording not found");
    const Progress progress = ParseProgress(found->Text(0, 0));
    if (progress == Progress::kRecorded || progress == Progress::kPending) {
      return absl::FailedPreconditionError("The recording is being heard");
    }
    return transaction
        .Query(
            "UPDATE transcripts SET status = 'recorded', attempts = 0, refused_at = NULL, "
            "leased_until = '-infinity' WHERE user_id = $1 AND recording_id = $2",
            {user_id, recording_id})
        .status();
  });
}

}  // namespace lossy::agent
