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
#include "services/agent/storage/session_contexts.h"
#include "services/agent/storage/video_context.h"
#include "services/agent/usage/storage_quota.h"

namespace lossy::agent {

// The context that a join sets. A nullopt value leaves the stored one unchanged.
struct JoinContext {
  absl::optional<std::string> video_id;
  absl::optional<double> timestamp_seconds;
};

// The stored state of a session.
struct SessionState {
  VideoContext context;
  AudioBuffer audio;
  AudioStream stream;         // `ended` is not set.
  bool transcribing = false;  // A finished recording waits for the transcriber.
  std::string voice;          // The encoded voice session; empty if there was none.
  std::string frame;          // A serialized notes.v1.Frame; empty if there is none.
  absl::Duration frame_age;   // The time since the frame arrived.
};

// The result of SessionStore::Append.
struct Appended {
  // The recording in progress; after a handover, the audio behind the end of the last one.
  AudioBuffer audio;
  // True if a recording became full and was handed over to the transcriber.
  bool handed_over = false;
};

// SessionStore stores sessions and recordings in progress: the tables `sessions` and
// `audio_chunks`. Any replica can continue a session from there. Methods block for the database,
// and return its errors beside those that they name. Thread-safe.
class SessionStore {
 public:
  struct Limits {
    OpenRecording::Limits recording;
    StorageLimits stored;
  };

  SessionStore(base::pg::Pool& pool, Limits limits)
      : pool_(pool), limits_(limits), contexts_(pool) {}

  // Opens a session, or returns its stored state. Returns NOT_FOUND if it is another user's, and
  // RESOURCE_EXHAUSTED if it is new and a quota of the user is reached.
  absl::StatusOr<SessionState> Join(const std::string& user_id, const std::string& session_id,
                                    const JoinContext& context);
  // Stores the video and the position in it; see SessionContexts.
  absl::Status SetContext(const std::string& user_id, const std::string& session_id,
                          const VideoContext& context);
  // Stores the newest frame of the session's video, a serialized notes.v1.Frame. SetContext and
  // Join delete it when they change the video.
  absl::Status SetFrame(const std::string& user_id, const std::string& session_id,
                        std::string frame);
  absl::Status SetVoice(const std::string& user_id, const std::string& session_id,
                        std::string voice);
  // Returns how many utterances of the session became notes.
  absl::StatusOr<int> CountNotes(const std::string& user_id, const std::string& session_id);

  // Stores a piece of audio. A piece that starts a new stream finishes the recording before it.
  // Bytes that are stored already are skipped. Returns FAILED_PRECONDITION as FreshPart does, and
  // RESOURCE_EXHAUSTED if a quota of the user is reached or too much audio waits for the
  // transcriber; then the recording stays unchanged.
  absl::StatusOr<Appended> Append(const std::string& user_id, const std::string& session_id,
                                  const std::string& request_id, const std::string& piece,
                                  const AudioPosition& position = {});
  // Hands the recording over to the transcriber. Returns false if there was none.
  absl::StatusOr<bool> FinishRecording(const std::string& user_id, const std::string& session_id,
                                       const std::string& request_id);

  // Runs as a periodic task. Hands over the recordings of sessions without events for `grace`.
  absl::StatusOr<base::TaskRun> FinishAbandoned(absl::Duration grace);

 private:
  absl::Status CheckPiece(base::pg::Transaction& transaction, const std::string& user_id,
                          std::size_t bytes, absl::Duration open);
  // Does the work of FinishRecording. If `abandoned`, the client may reconnect and continue a
  // stream that it named.
  absl::StatusOr<bool> Finish(const std::string& user_id, const std::string& session_id,
                              const std::string& request_id, bool abandoned);

  base::pg::Pool& pool_;
  const Limits limits_;
  SessionContexts contexts_;
};

}  // namespace lossy::agent
