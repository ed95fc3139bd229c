#pragma once

#include "services/agent/models/media/stream_reader.h"

namespace lossy::agent {

// Bytes of no known kind. All of them are broken: their length can only be estimated.
class RawReader : public StreamReader {
 public:
  absl::optional<StreamPart> Read(absl::string_view bytes) override {
    return bytes.empty() ? absl::nullopt : absl::make_optional(Broken(bytes.size()));
  }
};

}  // namespace lossy::agent
