#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/agent/models/api/usage.h"

namespace lossy::agent {

// The input of a vision model: a note and a frame of its video.
struct Sight {
  std::string note_text;
  std::string image;                         // The file's bytes, of a kind that ImageKind knows.
  std::string media_type = "image/jpeg";     // The media type of the image.
  absl::optional<double> timestamp_seconds;  // The image's position in the video.
  absl::optional<double> spoken_seconds;  // The position of the frame when the words were spoken.
  absl::Time deadline = absl::InfiniteFuture();  // Steady time.
};

// The result of VisionRefiner::Refine.
struct Refinement {
  std::string text;  // The improved text; the old one if the model improved nothing.
  Usage usage;
  // The reason why the model's answer is unusable: see Draft::problem. Empty: it is usable.
  std::string problem;
};

// The interface to a model that improves a note's text with the contents of a frame. Thread-safe.
// Refine blocks at most until the deadline.
class VisionRefiner {
 public:
  virtual ~VisionRefiner() = default;

  // Returns INVALID_ARGUMENT if the model will never accept the input, and UNIMPLEMENTED if no
  // model is configured. After other errors the caller may retry.
  virtual absl::StatusOr<Refinement> Refine(const Sight& sight) = 0;

  // Returns the implementation: "openai" or "none". The view is valid until the program ends.
  virtual absl::string_view name() const = 0;
};

}  // namespace lossy::agent
