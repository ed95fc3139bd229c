#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// The contents of the WebM element "Tracks".
struct WebmTracks {
  std::uint64_t sound = 0;  // The number of the first track of sound. 0: there is none.
  bool is_opus = false;     // True if that track's codec is Opus.
  bool has_pictures = false;
};

// Reads the body of the element. Skips unreadable parts.
WebmTracks ReadWebmTracks(absl::string_view body);

// Returns the unsigned number in an element's body. Returns 0 if the body is longer than eight
// bytes.
std::uint64_t ReadEbmlNumber(absl::string_view body);

}  // namespace lossy::agent
