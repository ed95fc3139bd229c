#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::video {

// Where a video is, by one name and one id, however a client spelled them.
struct Source {
  std::string platform;     // [a-z0-9_]+, or empty if the name is not one.
  std::string external_id;  // Empty if neither the client nor the URL tells it.
};

// The canonical source. The URL's host decides the platform where it is known, and its path the id;
// else what the client said counts. "frame_io" is frameio, "you_tube" youtube.
Source Canonical(absl::string_view platform, absl::string_view external_id, absl::string_view url);

// The canonical spelling of a platform's name; empty if it is not a name.
std::string CanonicalPlatform(absl::string_view platform);

// Whether the product knows the (canonical) platform.
bool IsSupportedPlatform(absl::string_view platform);

}  // namespace lossy::video
