#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/agent/models/api/samples.h"

namespace lossy::agent {

// The interface to a decoder that runs in a separate process, because the bytes come from clients
// and decoders have bugs. Thread-safe. Decode blocks at most until the deadline, a steady time.
class SoundDecoder {
 public:
  virtual ~SoundDecoder() = default;

  // Returns the sound of a recording (see Recording for the formats). Returns INVALID_ARGUMENT if
  // the recording can never be decoded. After other errors the caller may retry.
  virtual absl::StatusOr<Samples> Decode(absl::string_view recording, absl::Time deadline) = 0;
};

}  // namespace lossy::agent
