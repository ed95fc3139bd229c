#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "re2/re2.h"
#include "services/video/page_url.h"

namespace lossy::video {

// A rule by which a URL names a video. proto/lossy/video/v1/platforms.json describes the members.
struct IdRule {
  std::string at;                   // Empty: every domain of the platform.
  std::unique_ptr<const RE2> path;  // May be nullptr, as may the two below.
  std::unique_ptr<const RE2> query;
  std::unique_ptr<const RE2> without;
  std::vector<std::string> except;
  std::vector<std::string> links;
  bool mixed = false;
};

struct Platform {
  std::string name;
  std::vector<std::string> domains;
  std::vector<IdRule> ids;

  // True if the page is one of the platform.
  bool Has(const PageUrl& page) const;
  // Returns the id of the video on a page of the platform; empty if the URL has none. The page of a
  // collection, such as a playlist, has no id, except those of Vimeo: "showcase/123". The page of a
  // video within a collection has the id of the video.
  std::string IdOf(const PageUrl& page) const;
};

// Returns the platforms of platforms.json, which is compiled in. The first call reads the file, and
// ends the process if it is broken, which is a defect of the build. Any thread may call it.
absl::Span<const Platform> Platforms();

}  // namespace lossy::video
