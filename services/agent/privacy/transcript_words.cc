#include "services/agent/privacy/transcript_words.h"

#include "absl/strings/str_cat.h"
#include "base/pg/columns.h"
#include "services/shared/privacy/forget_queue.h"
#include "services/shared/pubsub_topics/topics.h"

namespace lossy::agent {
namespace {

using base::Caller;
using base::pg::MemberColumn;
using base::pg::Rows;
using base::pg::Transaction;

constexpr char kNotes[] = "notes";

constexpr base::pg::Column<LockedTranscript> kArray[] = {
    MemberColumn<&LockedTranscript::id>("id"),
    MemberColumn<&LockedTranscript::session_id>("session_id"),
    MemberColumn<&LockedTranscript::recording_id>("recording_id"),
    MemberColumn<&LockedTranscript::note_id>("note_id"),
    MemberColumn<&LockedTranscript::status>("status"),
};
constexpr base::pg::Columns<LockedTranscript> kColumns{kArray};

// Returns a statement that locks the transcripts of the user $1 for which `condition` holds.
std::string LockSql(absl::string_view condition) {
  return absl::StrCat("SELECT ", kColumns.Selected(), " FROM transcripts WHERE user_id = $1 AND ",
                      condition, " FOR UPDATE");
}

absl::StatusOr<std::vector<LockedTranscript>> ToTranscripts(const absl::StatusOr<Rows>& rows) {
  if (!rows.ok()) return rows.status();
  return kColumns.ReadAll(*rows);
}

bool IsUnfinished(const LockedTranscript& transcript) {
  return transcript.status == "recorded" || transcript.status == "pending";
}

// Returns the status of a transcript that has no more work.
std::string Settled(const LockedTranscript& transcript) {
  if (IsUnfinished(transcript)) return transcript.note_id ? "noted" : "skipped";
  return transcript.status == "plain" ? "noted" : transcript.status;
}

// A worker may create the note at this moment, or may have created it without storing that yet.
absl::Status ForgetCreation(Transaction& transaction, const Caller& caller,
                            const LockedTranscript& transcript) {
  privacy::v1::ForgetRequest request;
  request.mutable_creation()->set_request_id(transcript.id);
  return services::QueueForget(transaction, caller, kNotes, transcript.id, request);
}

absl::Status DeleteWords(Transaction& transaction, const std::string& user_id,
                         const LockedTranscript& transcript) {
  static constexpr char kSql[] = R"sql(
      UPDATE transcripts SET
        text = '', draft_text = NULL, draft_category = NULL, draft_confidence = NULL,
        written_by = NULL, video_id = NULL, frame = NULL, status = $3, leased_until = '-infinity'
      WHERE user_id = $1 AND id = $2)sql";
  return transaction.Query(kSql, {user_id, transcript.id, Settled(transcript)}).status();
}

}  // namespace

absl::StatusOr<std::vector<LockedTranscript>> LockTranscriptsOfNote(
    Transaction& transaction, const std::string& user_id, const std::string& note_id,
    const absl::optional<std::string>& made_it) {
  static const std::string kSql = LockSql("(note_id = $2 OR id = $3) ORDER BY id");
  return ToTranscripts(transaction.Query(kSql, {user_id, note_id, made_it}));
}

absl::StatusOr<std::vector<LockedTranscript>> LockTranscriptsOfRecording(
    Transaction& transaction, const std::string& user_id, const std::string& recording_id) {
  static const std::string kSql = LockSql("recording_id = $2 ORDER BY id");
  return ToTranscripts(transaction.Query(kSql, {user_id, recording_id}));
}

absl::StatusOr<std::vector<LockedTranscript>> LockTranscriptsOfVideo(Transaction& transaction,
                                                                     const std::string& user_id,
                                                                     const std::string& video_id,
                                                                     int limit) {
  static const std::string kSql = LockSql("video_id = $2 ORDER BY id LIMIT $3");
  return ToTranscripts(transaction.Query(kSql, {user_id, video_id, limit}));
}

absl::Status EmptyTranscript(Transaction& transaction, const Caller& caller,
                             const LockedTranscript& transcript) {
  const std::string& user_id = caller.identity.user_id;
  std::vector<std::string> mentions = {transcript.id};
  if (transcript.note_id) mentions.push_back(*transcript.note_id);
  if (transcript.recording_id) {
    mentions.push_back(*transcript.recording_id);
    const auto deleted = DeleteRecording(transaction, user_id, *transcript.recording_id);
    if (!deleted.ok()) return deleted.status();
  }
  absl::Status done = DeleteWords(transaction, user_id, transcript);
  if (done.ok()) done = services::DeleteCopies(transaction, user_id, mentions);
  if (done.ok()) {
    done = services::QueueRedaction(transaction, caller,
                                    services::SessionTopic(transcript.session_id), mentions);
  }
  if (!done.ok() || transcript.note_id || !IsUnfinished(transcript)) return done;
  return ForgetCreation(transaction, caller, transcript);
}

absl::Status LeaveVideo(Transaction& transaction, const std::string& user_id,
                        const std::string& video_id) {
  static constexpr char kSound[] = R"sql(
      DELETE FROM audio_chunks WHERE user_id = $1 AND recording_id IN (
        SELECT recording_id FROM sessions
        WHERE user_id = $1 AND recording_id IS NOT NULL AND recording_video_id = $2 FOR UPDATE))sql";
  static constexpr char kRecordings[] = R"sql(
      UPDATE sessions SET
        recording_id = NULL, recording_video_id = NULL, audio_bytes = 0, audio_seconds = 0,
        audio_chunks = 0, audio_header = NULL, audio_rate = 0, audio_state = NULL
      WHERE user_id = $1 AND recording_video_id = $2)sql";
  static constexpr char kSessions[] =
      "UPDATE sessions SET video_id = NULL, frame = NULL WHERE user_id = $1 AND video_id = $2";
  for (const char* sql : {kSound, kRecordings, kSessions}) {
    const absl::Status done = transaction.Query(sql, {user_id, video_id}).status();
    if (!done.ok()) return done;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> DeleteRecording(Transaction& transaction, const std::string& user_id,
                                     const std::string& recording_id) {
  const absl::Status sound =
      transaction
          .Query("DELETE FROM audio_chunks WHERE user_id = $1 AND recording_id = $2",
                 {user_id, recording_id})
          .status();
  if (!sound.ok()) return sound;
  const absl::StatusOr<Rows> recording = transaction.Query(
      "DELETE FROM recordings WHERE user_id = $1 AND id = $2", {user_id, recording_id});
  if (!recording.ok()) return recording.status();
  return recording->affected() > 0;
}

}  // namespace lossy::agent
