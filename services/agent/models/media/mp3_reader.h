#pragma once

#include "services/agent/models/media/stream_reader.h"

namespace lossy::agent {

// MP3 (MPEG 1, 2 and 2.5, layer III), frame by frame, with a tag in front or without. There is no
// header: a player begins at any frame.
class Mp3Reader : public StreamReader {
 public:
  absl::optional<StreamPart> Read(absl::string_view bytes) override;

 private:
  StreamPart SkipBroken(absl::string_view bytes);
};

// Whether a frame of layer III begins here. False where fewer than four bytes are there.
bool IsMp3Frame(absl::string_view bytes);

}  // namespace lossy::agent
