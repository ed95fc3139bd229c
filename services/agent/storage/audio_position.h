#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "lossy/agent/v1/agent.pb.h"

namespace lossy::agent {

// Where a piece of audio belongs, as its client says.
struct AudioPosition {
  std::string stream_id;                // Names the stream; empty: the client does not.
  absl::optional<std::int64_t> offset;  // Of the piece in the stream, in bytes; with a stream_id.
  std::string request_id;               // Recognises a repeat; empty: nothing does.
};

// INVALID_ARGUMENT names the field.
absl::StatusOr<AudioPosition> ToPosition(const v1::AudioChunk& chunk);

// The stream of audio that a session received last.
struct AudioStream {
  std::string id;                   // As its client names it; empty: it does not.
  std::int64_t received_bytes = 0;  // Stored bytes of the stream, in whatever recordings.
  bool ended = true;                // By stop_recording; a stream that never was has ended.
};

// The part of a piece that is not stored yet.
struct FreshAudio {
  absl::string_view data;      // Of the piece; empty: all of it is stored.
  bool starts_stream = false;  // The piece is of another stream than `received`.
};

// FAILED_PRECONDITION, with "received_bytes" in the details, if bytes before the piece are missing.
absl::StatusOr<FreshAudio> FreshPart(const AudioPosition& position, const AudioStream& received,
                                     absl::string_view piece);

}  // namespace lossy::agent
