#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/agent/models/api/samples.h"

namespace lossy::agent {

// Decodes a recording in a process of its own, because the bytes are a client's and decoders have
// bugs. Thread-safe. Blocks at most until the deadline.
class SoundDecoder {
 public:
  virtual ~SoundDecoder() = default;

  // INVALID_ARGUMENT: the recording can never be decoded. Other errors: the caller may try again.
  virtual absl::StatusOr<Samples> Decode(absl::string_view recording, absl::Time deadline) = 0;
};

}  // namespace lossy::agent
