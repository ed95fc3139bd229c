#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/agent/models/api/samples.h"

namespace lossy::agent {

// Makes sound of a recording's bytes, in a place where a decoder can do no harm. Thread-safe;
// blocks at most until the deadline.
class SoundDecoder {
 public:
  virtual ~SoundDecoder() = default;

  // INVALID_ARGUMENT: the recording cannot be decoded, now or later. Other errors: not this time.
  virtual absl::StatusOr<Samples> Decode(absl::string_view recording, absl::Time deadline) = 0;
};

}  // namespace lossy::agent
