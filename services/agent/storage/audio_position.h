#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "lossy/agent/v1/agent.pb.h"

namespace lossy::agent {

// The position of a piece of audio in its stream, as the client states it.
struct AudioPosition {
  std::string stream_id;                // Empty if the client does not name the stream.
  absl::optional<std::int64_t> offset;  // In bytes; set if and only if stream_id is.
  std::string request_id;               // Detects a repeat; empty disables that.
};

// Returns INVALID_ARGUMENT, which names the field, if the position is malformed.
absl::StatusOr<AudioPosition> ToPosition(const v1::AudioChunk& chunk);

// The last audio stream of a session.
struct AudioStream {
  std::string id;                   // The client's name of the stream; empty if it has none.
  std::int64_t received_bytes = 0;  // Stored bytes of the stream, over all its recordings.
  bool ended = true;                // True after stop_recording, and before the first stream.
};

// The part of a piece that is not stored yet.
struct FreshAudio {
  absl::string_view data;      // Points into the piece; empty if all of it is stored.
  bool starts_stream = false;  // The piece belongs to another stream than `received`.
};

// Returns the new part of `piece`. Returns FAILED_PRECONDITION, with "received_bytes" in the
// details, if bytes before the piece are missing.
absl::StatusOr<FreshAudio> FreshPart(const AudioPosition& position, const AudioStream& received,
                                     absl::string_view piece);

}  // namespace lossy::agent
