#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/agent/models/api/usage.h"

namespace lossy::agent {

// A recording of a client: WebM or OGG with Opus, WAV, MP4 with AAC.
struct Recording {
  std::string audio;
  absl::Time deadline = absl::InfiniteFuture();
};

// The words of a recording. An empty text: the recording has no speech.
struct RecognisedSpeech {
  std::string text;
  std::string heard_by;      // The recogniser's or the model's name, for people.
  double audio_seconds = 0;  // 0: not known.
  Usage usage;
};

// Turns recorded speech into words. Thread-safe. Blocks at most until the deadline.
class Transcriber {
 public:
  virtual ~Transcriber() = default;

  // INVALID_ARGUMENT: the recording can never be transcribed. UNIMPLEMENTED: no transcriber is
  // configured. Other errors: the caller may try again.
  virtual absl::StatusOr<RecognisedSpeech> Transcribe(const Recording& recording) = 0;

  // "openai", "pocketsphinx" or "none". Valid for the whole program.
  virtual absl::string_view name() const = 0;
};

}  // namespace lossy::agent
