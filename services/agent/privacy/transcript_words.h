#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "base/pg/transaction.h"
#include "base/rpc/caller.h"

namespace lossy::agent {

// Functions that delete the words and the audio of transcripts. The row of a transcript stays
// without its words, because its request ids detect repeats and it counts in its session. Errors:
// those of the database.

// A transcript whose row is locked until the transaction ends, so that no worker completes it
// meanwhile.
struct LockedTranscript {
  std::string id;
  std::string session_id;
  absl::optional<std::string> recording_id;
  absl::optional<std::string> note_id;
  std::string status;
};

// Locks the transcripts from which the note was made, and the transcript with the id `made_it` if
// it is set.
absl::StatusOr<std::vector<LockedTranscript>> LockTranscriptsOfNote(
    base::pg::Transaction& transaction, const std::string& user_id, const std::string& note_id,
    const absl::optional<std::string>& made_it);

absl::StatusOr<std::vector<LockedTranscript>> LockTranscriptsOfRecording(
    base::pg::Transaction& transaction, const std::string& user_id,
    const std::string& recording_id);

// Locks at most `limit` transcripts that belong to the video.
absl::StatusOr<std::vector<LockedTranscript>> LockTranscriptsOfVideo(
    base::pg::Transaction& transaction, const std::string& user_id, const std::string& video_id,
    int limit);

// Deletes the words, the audio and the copies of both, in the schema and in the session's topic.
// Work in progress on the transcript stores nothing afterwards. If it may just have created a note,
// the note is deleted as well.
absl::Status EmptyTranscript(base::pg::Transaction& transaction, const base::Caller& caller,
                             const LockedTranscript& transcript);

// Deletes the recordings in progress that belong to the video, and closes the video in the sessions
// that have it open.
absl::Status LeaveVideo(base::pg::Transaction& transaction, const std::string& user_id,
                        const std::string& video_id);

// Deletes a finished recording. Returns false if it does not exist.
absl::StatusOr<bool> DeleteRecording(base::pg::Transaction& transaction, const std::string& user_id,
                                     const std::string& recording_id);

}  // namespace lossy::agent
