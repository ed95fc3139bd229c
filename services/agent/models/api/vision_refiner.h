#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/agent/models/api/usage.h"

namespace lossy::agent {

// A note and a frame of the video.
struct Sight {
  std::string note_text;
  std::string image;                         // The file's bytes, of a kind that ImageKind knows.
  std::string media_type = "image/jpeg";     // Of the image.
  absl::optional<double> timestamp_seconds;  // Of the image, in the video.
  absl::optional<double> spoken_seconds;     // Of the frame that the words were spoken about.
  absl::Time deadline = absl::InfiniteFuture();
};

struct Refinement {
  std::string text;  // The improved text; the old one if the model improved nothing.
  Usage usage;
  // The reason why the model's answer is useless: see Draft::problem. Empty: it is useful.
  std::string problem;
};

// Improves a note's words with the contents of a frame. Thread-safe. Blocks at most until the
// deadline.
class VisionRefiner {
 public:
  virtual ~VisionRefiner() = default;

  // INVALID_ARGUMENT: no model will ever accept it. UNIMPLEMENTED: no model is configured. Other
  // errors: the caller may try again.
  virtual absl::StatusOr<Refinement> Refine(const Sight& sight) = 0;

  // "openai" or "none". Valid for the whole program.
  virtual absl::string_view name() const = 0;
};

}  // namespace lossy::agent
