#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/pg/pool.h"
#include "services/agent/models/api/sound_decoder.h"
#include "services/agent/models/media/recorded_stream.h"
#include "services/agent/storage/audio_position.h"

namespace lossy::agent {

// The size of a recording in progress.
struct AudioBuffer {
  std::int64_t bytes = 0;
  double seconds = 0;  // From the stream's timestamps, if it has any.
};

// The primary key of a session. The strings must outlive the object.
struct SessionKey {
  const std::string& user_id;
  const std::string& session_id;
};

// OpenRecording is the recording in progress of one session. It locks the recording's row and works
// within one transaction. The transaction, `key` and `limits` must outlive the object. Not
// thread-safe.
class OpenRecording {
 public:
  struct Limits {
    // A recording that reaches one of these sizes is full: it goes to the transcriber, and the next
    // recording begins.
    std::int64_t max_bytes = 5'000'000;
    double max_seconds = 60;
    // A full recording ends at the longest pause within its last seconds.
    double pause_within_seconds = 10;
    // The assumed bytes per second of a stream without timestamps.
    double opus_rate = 2'000;
    // A recording is not handed over for its seconds before it has this many bytes, and twice the
    // bytes of the stream's header, which each part repeats. The client controls the times of the
    // stream, so they must not cause many small recordings.
    std::int64_t min_handover_bytes = 4'096;
    // Decodes the audio to find pauses; must outlive all recordings. If nullptr, recordings end
    // at their limit.
    SoundDecoder* decoder = nullptr;
  };

  // Locks the recording of a session. Returns NOT_FOUND if the session does not exist.
  static absl::StatusOr<OpenRecording> Lock(base::pg::Transaction& transaction, SessionKey key,
                                            const Limits& limits);

  bool exists() const { return !id_.empty(); }
  const AudioBuffer& audio() const { return audio_; }
  // The stream of the last piece.
  const AudioStream& received() const { return received_; }

  // Returns true if the recording, or the one before it, has the piece with this id.
  absl::StatusOr<bool> IsStored(const std::string& piece_id);

  // Hands over the recording, if there is one. The next piece is the first of another stream.
  absl::Status BeginStream(const std::string& stream_id, const std::string& request_id);

  // Stores the next piece of the stream. `piece_id` detects a repeat of it; empty disables that.
  // Returns true if a recording became full and was handed over. The audio after its last pause
  // begins the next recording.
  absl::StatusOr<bool> Add(absl::string_view piece, const std::string& piece_id,
                           const std::string& request_id);

  // Hands over the recording, if there is one. If `goes_on` is false, the next piece belongs to
  // another stream.
  absl::Status Finish(const std::string& request_id, bool goes_on);

 private:
  // The bytes and the length of a full recording.
  struct Part {
    std::string bytes;
    double seconds = 0;
  };

  OpenRecording(base::pg::Transaction& transaction, SessionKey key, const Limits& limits)
      : transaction_(transaction), key_(key), limits_(limits), stream_(limits.opus_rate) {}

  // A row of the recording's bytes.
  struct Chunk {
    std::string bytes;
    std::string piece_id;
  };

  bool IsFull(std::size_t bytes, double seconds) const;
  absl::Status Begin();
  absl::Status InsertChunk(absl::string_view bytes, const std::string& piece_id);
  absl::StatusOr<std::vector<Chunk>> ReadChunks();
  std::vector<Part> TakeFullParts(std::string* recording);
  absl::Status Divide(std::vector<Chunk> chunks, const std::string& request_id);
  absl::Status KeepChunks(const std::vector<Chunk>& chunks, absl::string_view first,
                          std::vector<std::string>* dropped);
  absl::Status HandOver(const std::string& request_id);
  absl::Status Forget();
  absl::Status Save();

  base::pg::Transaction& transaction_;
  const SessionKey key_;
  const Limits& limits_;
  std::string id_;  // Empty if there is no recording.
  AudioBuffer audio_;
  int chunks_ = 0;
  AudioStream received_;
  std::string last_id_;  // The recording that was handed over last; empty if there is none.
  RecordedStream stream_;
};

}  // namespace lossy::agent
