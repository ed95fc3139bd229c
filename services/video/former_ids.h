#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "services/video/page_url.h"

namespace lossy::video {

// The ids that a former version derived from the pages of the platforms that it supported. Stored
// videos keep them.
struct FormerPlatform {
  absl::string_view name;
  std::string (*id)(const PageUrl& page);  // Returns an empty text for a page without an id.
};

// Returns the platform of the page in the former version; nullptr if it supported none there.
const FormerPlatform* FormerPlatformOf(const PageUrl& page);

}  // namespace lossy::video
