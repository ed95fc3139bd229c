#include "services/video/former_ids.h"

#include <cstddef>
#include <initializer_list>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"

namespace lossy::video {
namespace {

using Names = std::initializer_list<absl::string_view>;

// Returns the segment after the first of these names; empty if there is none.
std::string After(const PageUrl& page, Names names) {
  for (std::size_t i = 0; i + 1 < page.path.size(); ++i) {
    if (absl::c_linear_search(names, page.path[i])) return page.path[i + 1];
  }
  return "";
}

std::string YoutubeId(const PageUrl& page) {
  if (page.IsAt("youtu.be")) return page.path.empty() ? "" : page.path[0];
  const std::string watched = page.Parameter("v");
  return watched.empty() ? After(page, {"shorts", "embed", "live", "v"}) : watched;
}

std::string VimeoId(const PageUrl& page) {
  for (const std::string& segment : page.path) {
    if (absl::c_all_of(segment, absl::ascii_isdigit)) return segment;
  }
  return "";
}

std::string TiktokId(const PageUrl& page) { return After(page, {"video"}); }

// Returns the last segment of the path if it looks like an id: long, and with a digit.
std::string LastId(const PageUrl& page) {
  constexpr std::size_t kMinSize = 6;
  if (page.path.empty()) return "";
  const std::string& last = page.path.back();
  return last.size() >= kMinSize && absl::c_any_of(last, absl::ascii_isdigit) ? last : "";
}

struct FormerDomain {
  absl::string_view domain;
  FormerPlatform platform;
};

constexpr FormerDomain kDomains[] = {
    {"youtube.com", {"youtube", YoutubeId}},
    {"youtu.be", {"youtube", YoutubeId}},
    {"youtube-nocookie.com", {"youtube", YoutubeId}},
    {"vimeo.com", {"vimeo", VimeoId}},
    {"frame.io", {"frameio", LastId}},
    {"f.io", {"frameio", LastId}},
    {"air.inc", {"air", LastId}},
    {"iconik.io", {"iconik", LastId}},
    {"wipster.io", {"wipster", LastId}},
    {"tiktok.com", {"tiktok", TiktokId}},
};

}  // namespace

const FormerPlatform* FormerPlatformOf(const PageUrl& page) {
  for (const FormerDomain& former : kDomains) {
    if (page.IsAt(former.domain)) return &former.platform;
  }
  return nullptr;
}

}  // namespace lossy::video
