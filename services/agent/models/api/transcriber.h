#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/agent/models/api/usage.h"

namespace lossy::agent {

// What a client recorded without a break: WebM or OGG with Opus, WAV, MP4 with AAC.
struct Recording {
  std::string audio;
  absl::Time deadline = absl::InfiniteFuture();
};

// What was understood. No words: nobody spoke.
struct Hearing {
  std::string text;
  std::string heard_by;      // The recogniser's or the model's name, for people.
  double audio_seconds = 0;  // 0: not known.
  Usage usage;
};

// Turns recorded speech into words. Thread-safe; blocks at most until the deadline.
class Transcriber {
 public:
  virtual ~Transcriber() = default;

  // INVALID_ARGUMENT: nobody will ever understand this recording. UNIMPLEMENTED: nothing is
  // configured that could. Other errors: not this time.
  virtual absl::StatusOr<Hearing> Transcribe(const Recording& recording) = 0;

  // "openai", "pocketsphinx", "none".
  virtual absl::string_view name() const = 0;
};

}  // namespace lossy::agent
