#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/agent/models/api/usage.h"

namespace lossy::agent {

// The name of the recogniser that needs no model of another server. It mistakes words often.
inline constexpr absl::string_view kEmbeddedRecogniser = "pocketsphinx";

// A recording of a client: WebM or OGG with Opus, WAV, MP4 with AAC or Opus, or MP3.
struct Recording {
  std::string audio;
  absl::Time deadline = absl::InfiniteFuture();  // Steady time.
};

// The words of a recording. An empty text: the recording has no speech.
struct RecognisedSpeech {
  std::string text;
  std::string heard_by;      // The recogniser's or the model's name, for people.
  double audio_seconds = 0;  // 0: not known.
  Usage usage;
};

// The interface to a model that transcribes recorded speech. Thread-safe. Transcribe blocks at most
// until the deadline.
class Transcriber {
 public:
  virtual ~Transcriber() = default;

  // Returns INVALID_ARGUMENT if the recording can never be transcribed, and UNIMPLEMENTED if no
  // transcriber is configured. After other errors the caller may retry.
  virtual absl::StatusOr<RecognisedSpeech> Transcribe(const Recording& recording) = 0;

  // Returns the implementation: "openai", "pocketsphinx" or "none". The view is valid until the
  // program ends.
  virtual absl::string_view name() const = 0;
};

}  // namespace lossy::agent
