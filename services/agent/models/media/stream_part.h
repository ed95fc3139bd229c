#pragma once

#include <cstdint>
#include <string>

#include "absl/types/optional.h"

namespace lossy::agent {

// One piece of a recorded stream's structure: a header, a block, a page, a fragment.
struct StreamPart {
  enum class Kind {
    kHeader,   // A player needs it before any later part.
    kSound,    // It has sound of the track that is heard.
    kPicture,  // It has pictures, or sound of another track: a recogniser does not need it.
    kOther,    // Structure, or bytes that are not understood.
  };

  Kind kind = Kind::kOther;
  std::uint64_t bytes = 0;  // At least 1. May be more than have arrived.
  // When the part begins, in seconds on the stream's own clock. Nullopt: the stream does not say.
  absl::optional<double> starts_at;
  // How long its sound is, in seconds. 0: the part does not say.
  double seconds = 0;
  // The bytes that stand for the part in a recording from which pictures are left out: a head that
  // states no size, or that of less. Empty: the part's own.
  std::string without_pictures;
};

}  // namespace lossy::agent
