#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "base/pg/transaction.h"
#include "base/rpc/caller.h"

namespace lossy::agent {

// How transcripts lose their words, and the sound that they were heard in. A transcript without
// words stays as a row: its request ids tell a repeat, and it counts in its session.

// A row that is locked until the transaction ends, so that no work on it is finished meanwhile.
struct LockedTranscript {
  std::string id;
  std::string session_id;
  absl::optional<std::string> recording_id;
  absl::optional<std::string> note_id;
  std::string status;
};

// Those that became the note, and the one with the id `made_it`, if it is given.
absl::StatusOr<std::vector<LockedTranscript>> LockTranscriptsOfNote(
    base::pg::Transaction& transaction, const std::string& user_id, const std::string& note_id,
    const absl::optional<std::string>& made_it);

absl::StatusOr<std::vector<LockedTranscript>> LockTranscriptsOfRecording(
    base::pg::Transaction& transaction, const std::string& user_id,
    const std::string& recording_id);

// At most `limit` of those that were spoken over the video.
absl::StatusOr<std::vector<LockedTranscript>> LockTranscriptsOfVideo(
    base::pg::Transaction& transaction, const std::string& user_id, const std::string& video_id,
    int limit);

// Deletes the words, the sound and the copies of both, here and in the session's topic. Work that
// is under way keeps nothing; a note that it may just have made is forgotten as well.
absl::Status EmptyTranscript(base::pg::Transaction& transaction, const base::Caller& caller,
                             const LockedTranscript& transcript);

// Deletes what is being recorded over the video, and takes the video away from the sessions that
// have it open.
absl::Status LeaveVideo(base::pg::Transaction& transaction, const std::string& user_id,
                        const std::string& video_id);

// Deletes a finished recording. False: there is none.
absl::StatusOr<bool> DeleteRecording(base::pg::Transaction& transaction, const std::string& user_id,
                                     const std::string& recording_id);

}  // namespace lossy::agent
