#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// The contents of the WebM element "Tracks".
struct WebmTracks {
  std::uint64_t sound = 0;  // Number of the first track of sound. 0: there is none.
  bool is_opus = false;     // That track's codec.
  bool has_pictures = false;
};

// Reads the body of the element. Skips unreadable parts.
WebmTracks ReadWebmTracks(absl::string_view body);

// The unsigned number in an element's body of at most eight bytes. 0: the body is longer.
std::uint64_t ReadEbmlNumber(absl::string_view body);

}  // namespace lossy::agent
