#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/agent/models/api/usage.h"

namespace lossy::agent {

// A note, and what was on screen.
struct Sight {
  std::string note_text;
  std::string image;                         // The file's bytes, of a kind that ImageKind knows.
  std::string media_type = "image/jpeg";     // Of the image.
  absl::optional<double> timestamp_seconds;  // Of the image, in the video.
  absl::optional<double> spoken_seconds;     // Of the frame that the words were spoken about.
  absl::Time deadline = absl::InfiniteFuture();
};

struct Refinement {
  std::string text;  // What the note should say; the old text if nothing was gained.
  Usage usage;
  // Why the model's answer is of no use: see Draft::problem. Empty: it is of use.
  std::string problem;
};

// Improves a note's words by what a frame shows. Thread-safe; blocks at most until the deadline.
class VisionRefiner {
 public:
  virtual ~VisionRefiner() = default;

  // INVALID_ARGUMENT: it will never do. UNIMPLEMENTED: nothing is configured. Other errors: not
  // this time.
  virtual absl::StatusOr<Refinement> Refine(const Sight& sight) = 0;

  // "openai", "none".
  virtual absl::string_view name() const = 0;
};

}  // namespace lossy::agent
