#pragma once

#include "services/agent/models/media/stream_reader.h"

namespace lossy::agent {

// Reads a stream of an unknown kind. All its bytes are broken parts, whose length can only be
// estimated. Not thread-safe.
class RawReader : public StreamReader {
 public:
  absl::optional<StreamPart> Read(absl::string_view bytes) override {
    return bytes.empty() ? absl::nullopt : absl::make_optional(Broken(bytes.size()));
  }
};

}  // namespace lossy::agent
