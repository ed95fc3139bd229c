#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// What the body of a WebM's element "Tracks" says.
struct WebmTracks {
  std::uint64_t sound = 0;  // Number of the first track of sound. 0: there is none.
  bool is_opus = false;     // That track's codec.
  bool has_pictures = false;
};

// What cannot be read is left out.
WebmTracks ReadWebmTracks(absl::string_view body);

// The unsigned number that an element's body of at most eight bytes is. 0: it is longer.
std::uint64_t ReadEbmlNumber(absl::string_view body);

}  // namespace lossy::agent
