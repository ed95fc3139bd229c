#pragma once

#include <cstdint>
#include <string>

#include "absl/types/optional.h"

namespace lossy::agent {

// One part of a recorded stream, as its container divides it: a header, a block, a page or a
// fragment.
struct StreamPart {
  enum class Kind {
    kHeader,   // A player needs it before any later part.
    kSound,    // It has sound of the first sound track.
    kPicture,  // It has pictures, or sound of another track. A recogniser does not need it.
    kOther,    // Structure, or bytes that the reader does not recognise.
  };

  Kind kind = Kind::kOther;
  std::uint64_t bytes = 0;  // At least 1. May be more than have arrived.
  // The start of the part, in seconds on the stream's own clock. Nullopt: the part states none.
  absl::optional<double> starts_at;
  // The length of its sound in seconds. 0: the part states none.
  double seconds = 0;
  // The bytes that replace the part in a recording without pictures, such as a head with a smaller
  // size. Empty: the part stays unchanged.
  std::string without_pictures;
};

}  // namespace lossy::agent
