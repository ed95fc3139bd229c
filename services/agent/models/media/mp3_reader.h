#pragma once

#include "services/agent/models/media/stream_reader.h"

namespace lossy::agent {

// Reads MP3 (MPEG 1, 2 and 2.5, layer III) frame by frame, with or without a tag before the first
// frame. MP3 has no header: a player can begin at any frame. Not thread-safe.
class Mp3Reader : public StreamReader {
 public:
  absl::optional<StreamPart> Read(absl::string_view bytes) override;

 private:
  StreamPart SkipBroken(absl::string_view bytes);
};

// True if `bytes` begins with the head of a frame of layer III. False if `bytes` has fewer than
// four bytes.
bool IsMp3Frame(absl::string_view bytes);

}  // namespace lossy::agent
