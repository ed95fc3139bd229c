#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/pg/pool.h"
#include "base/workers/task_run.h"
#include "services/agent/storage/audio_position.h"
#include "services/agent/storage/open_recording.h"
#include "services/agent/storage/video_context.h"
#include "services/agent/usage/storage_quota.h"

namespace lossy::agent {

// What a join says about where the reviewer is. What it does not say stays as it was.
struct JoinContext {
  absl::optional<std::string> video_id;
  absl::optional<double> timestamp_seconds;
};

// A session as it was left.
struct SessionState {
  VideoContext context;
  AudioBuffer audio;
  AudioStream stream;         // `ended` is not set.
  bool transcribing = false;  // A finished recording is not heard yet.
  std::string voice;          // The voice session, in its own form; empty: there was none.
  std::string frame;          // Of the video, a serialized notes.v1.Frame; empty: there is none.
  absl::Duration frame_age;   // Since the frame came.
};

// What became of a piece of audio.
struct Appended {
  // What waits for more: after a handover, what came behind its end.
  AudioBuffer audio;
  // As much as one recording may have came together, and was handed over to be heard.
  bool handed_over = false;
};

// What sessions are while no client is in them: the tables `sessions` and `audio_chunks`. Another
// replica goes on from there. Thread-safe.
class SessionStore {
 public:
  struct Limits {
    OpenRecording::Limits recording;
    StorageLimits stored;
  };

  SessionStore(base::pg::Pool& pool, Limits limits) : pool_(pool), limits_(limits) {}

  // Opens a session, or finds it as it was left. NOT_FOUND if it is another user's;
  // RESOURCE_EXHAUSTED if it is new and a quota of the user is reached.
  absl::StatusOr<SessionState> Join(const std::string& user_id, const std::string& session_id,
                                    const JoinContext& context);
  absl::Status SetContext(const std::string& user_id, const std::string& session_id,
                          const VideoContext& context);
  // Keeps the newest frame of the session's video, a serialized notes.v1.Frame. SetContext and Join
  // drop it when they change the video.
  absl::Status SetFrame(const std::string& user_id, const std::string& session_id,
                        std::string frame);
  absl::Status SetVoice(const std::string& user_id, const std::string& session_id,
                        std::string voice);
  // Returns how many utterances of the session became notes.
  absl::StatusOr<int> CountNotes(const std::string& user_id, const std::string& session_id);

  // Keeps a piece of audio. A piece that starts a new stream ends the recording before it. What is
  // stored already is not stored again. FAILED_PRECONDITION as FreshPart.
  // RESOURCE_EXHAUSTED: a quota of the user is reached, or too much waits to be heard; the piece is
  // not kept, and the recording stays as it is.
  absl::StatusOr<Appended> Append(const std::string& user_id, const std::string& session_id,
                                  const std::string& request_id, const std::string& piece,
                                  const AudioPosition& position = {});
  // Hands what was recorded over to be heard. False: there was nothing.
  absl::StatusOr<bool> FinishRecording(const std::string& user_id, const std::string& session_id,
                                       const std::string& request_id);

  // For PeriodicTasks. Hands over the recordings of sessions in which nothing happened for so long.
  absl::StatusOr<base::TaskRun> FinishAbandoned(absl::Duration grace);
  // Deletes recordings of which nothing more is wanted, and sessions, that are older, in portions:
  // a thousand at most.
  absl::StatusOr<base::TaskRun> ForgetRecordings(absl::Duration age);
  absl::StatusOr<base::TaskRun> ForgetSessions(absl::Duration age);
  // How long the oldest of them has been due.
  absl::StatusOr<absl::Duration> RecordingsOverdue(absl::Duration age);
  absl::StatusOr<absl::Duration> SessionsOverdue(absl::Duration age);
  // Deletes owners of sessions that are deleted, among those that follow `after`, which moves on:
  // to the beginning after the last. Looks at a thousand; there is more until the last was seen.
  absl::StatusOr<base::TaskRun> ForgetOwners(std::string* after);

 private:
  absl::Status CheckPiece(base::pg::Transaction& transaction, const std::string& user_id,
                          std::size_t bytes, absl::Duration open);
  // As FinishRecording. `abandoned`: the client may come back and go on with a stream that it
  // named.
  absl::StatusOr<bool> Finish(const std::string& user_id, const std::string& session_id,
                              const std::string& request_id, bool abandoned);

  base::pg::Pool& pool_;
  const Limits limits_;
};

}  // namespace lossy::agent
