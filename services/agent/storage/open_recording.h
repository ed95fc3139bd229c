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

// Audio of a recording that is not finished.
struct AudioBuffer {
  std::int64_t bytes = 0;
  double seconds = 0;  // As the stream itself says, as far as it does.
};

struct SessionKey {
  const std::string& user_id;
  const std::string& session_id;
};

// The recording that is being made in a session. It is locked, and used, within one transaction,
// which must outlive it, as must `key` and `limits`.
class OpenRecording {
 public:
  struct Limits {
    // What one recording may have; then it is handed over, and the next one begins.
    std::int64_t max_bytes = 5'000'000;
    double max_seconds = 60;
    // A recording is handed over for its bytes or seconds at the longest pause of the last seconds.
    double pause_within_seconds = 10;
    // How browsers encode, as far as it cannot be told from the stream: bytes for each second.
    double opus_rate = 2'000;
    // A recording is not handed over for its seconds before it has so many bytes, and twice those
    // of the stream's header, which each part of a stream repeats: a client says how many seconds a
    // byte is.
    std::int64_t min_handover_bytes = 4'096;
    // Finds the pauses. Null: recordings end at their limit. Must outlive all recordings.
    SoundDecoder* decoder = nullptr;
  };

  // NOT_FOUND: there is no such session.
  static absl::StatusOr<OpenRecording> Lock(base::pg::Transaction& transaction, SessionKey key,
                                            const Limits& limits);

  bool exists() const { return !id_.empty(); }
  const AudioBuffer& audio() const { return audio_; }
  // The stream that the last piece belongs to, as its client names it.
  const AudioStream& received() const { return received_; }

  // Whether the recording, or the one before it, has a piece of this request.
  absl::StatusOr<bool> IsStored(const std::string& piece_id);

  // Hands over what there is, if there is any: the next piece is the first of another stream.
  absl::Status BeginStream(const std::string& stream_id, const std::string& request_id);

  // Keeps the next piece of the stream; `piece_id` recognises a repeat of it, empty: nothing does.
  // Hands over what is full, and says whether it did; what is behind the pause is the beginning of
  // the next recording.
  absl::StatusOr<bool> Add(absl::string_view piece, const std::string& piece_id,
                           const std::string& request_id);

  // Hands over what there is, if there is any. Unless the stream `goes_on`, what comes next is no
  // part of it.
  absl::Status Finish(const std::string& request_id, bool goes_on);

 private:
  // A recording that is full.
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

  base::pg::Connection& transaction_;
  const SessionKey key_;
  const Limits& limits_;
  std::string id_;  // Empty: none.
  AudioBuffer audio_;
  int chunks_ = 0;
  AudioStream received_;
  std::string last_id_;  // Of the recording that was handed over last; empty: none was.
  RecordedStream stream_;
};

}  // namespace lossy::agent
