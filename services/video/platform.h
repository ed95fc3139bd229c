#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::video {

// The platform and the id of a video, in their canonical spelling.
struct Source {
  std::string platform;     // [a-z0-9_]+, or empty if the name is not one.
  std::string external_id;  // Empty if neither the client nor the URL tells it.

  friend bool operator==(const Source&, const Source&) = default;
};

// The canonical source. The URL decides the platform and the id where it tells them; else what the
// client said counts. "frame_io" is frameio, "you_tube" youtube. The table in platform.cc has the
// platforms, testdata/platform_urls.tsv the shapes of their URLs.
Source Canonical(absl::string_view platform, absl::string_view external_id, absl::string_view url);

// The source that versions before made of the same. A video that has it keeps it.
Source Former(absl::string_view platform, absl::string_view external_id, absl::string_view url);

// The canonical spelling of a platform's name; empty if it is not a name.
std::string CanonicalPlatform(absl::string_view platform);

// True if the product knows the (canonical) platform.
bool IsSupportedPlatform(absl::string_view platform);

}  // namespace lossy::video
