#include "services/video/platform_ids.h"

#include <cstddef>
#include <initializer_list>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace lossy::video {
namespace {

using Names = std::initializer_list<absl::string_view>;

// Returns the segment after the first of these names; empty if there is none.
std::string After(const PageUrl& url, Names names) {
  for (std::size_t i = 0; i + 1 < url.path.size(); ++i) {
    if (absl::c_linear_search(names, url.path[i])) return url.path[i + 1];
  }
  return "";
}

std::string Segment(const PageUrl& url, std::size_t index) {
  return index < url.path.size() ? url.path[index] : "";
}

bool IsDigits(absl::string_view text) {
  return !text.empty() && absl::c_all_of(text, absl::ascii_isdigit);
}

bool IsHex(absl::string_view text) {
  return !text.empty() && absl::c_all_of(text, absl::ascii_isxdigit);
}

// True for an id rather than a word: a long segment with a digit.
bool LooksLikeId(absl::string_view text) {
  return text.size() >= 6 && absl::c_any_of(text, absl::ascii_isdigit);
}

// Returns the part before the first character that no id has: "abc" of "abc&hl=en" and "abc.html".
std::string IdPrefix(absl::string_view text) {
  std::size_t size = 0;
  while (size < text.size() &&
         (absl::ascii_isalnum(text[size]) || text[size] == '_' || text[size] == '-')) {
    ++size;
  }
  return std::string(text.substr(0, size));
}

std::string DigitsPrefix(absl::string_view text) {
  const std::string id = IdPrefix(text);
  return IsDigits(id) ? id : "";
}

// Words in the place of the id in the URL of an embedded player.
bool IsYoutubeList(absl::string_view id) { return id == "videoseries" || id == "live_stream"; }

// Returns the target of a link to another page of the platform, as on share and consent pages.
std::string LinkedYoutubeId(const PageUrl& url) {
  for (const char* name : {"u", "continue", "next"}) {
    std::string target = url.Parameter(name);
    if (absl::StartsWith(target, "/")) target = absl::StrCat("https://www.youtube.com", target);
    // The loop ends, since each target is shorter than its link.
    const PageUrl linked = ParsePageUrl(target);
    if (linked.IsAt("youtube.com") || linked.IsAt("youtu.be")) return YoutubeId(linked);
  }
  return "";
}

// The kinds of Vimeo's collections. Their numbers are not ids of videos.
constexpr absl::string_view kVimeoCollections[] = {"showcase", "album",  "channels", "groups",
                                                   "event",    "folder", "folders",  "portfolio",
                                                   "ondemand", "user",   "users"};

bool IsVimeoCollection(absl::string_view name) {
  return absl::c_linear_search(kVimeoCollections, name);
}

// Returns the first number that is not a collection's.
std::string FirstVimeoNumber(const PageUrl& url) {
  for (std::size_t i = 0; i < url.path.size(); ++i) {
    const bool of_collection = i > 0 && IsVimeoCollection(url.path[i - 1]);
    const std::string number = DigitsPrefix(url.path[i]);
    if (!number.empty() && !of_collection) return number;
  }
  return "";
}

}  // namespace

std::string YoutubeId(const PageUrl& url) {
  const std::string watched = IdPrefix(url.Parameter("v"));
  if (!watched.empty()) return watched;
  if (url.IsAt("youtu.be") && url.path.size() == 1) return IdPrefix(url.path[0]);
  const std::string id =
      IdPrefix(After(url, {"shorts", "embed", "live", "v", "e", "video", "watch"}));
  if (!id.empty() && !IsYoutubeList(id)) return id;
  return LinkedYoutubeId(url);
}

std::string VimeoId(const PageUrl& url) {
  for (const char* name : {"clip_id", "video"}) {
    const std::string id = DigitsPrefix(url.Parameter(name));
    if (!id.empty()) return id;
  }
  const std::string named = DigitsPrefix(After(url, {"video", "videos", "review", "playback"}));
  if (!named.empty()) return named;
  const std::string id = FirstVimeoNumber(url);
  if (!id.empty()) return id;
  for (std::size_t i = 0; i + 1 < url.path.size(); ++i) {
    const std::string number = DigitsPrefix(url.path[i + 1]);
    if (IsVimeoCollection(url.path[i]) && !number.empty()) {
      return absl::StrCat(url.path[i], "/", number);
    }
  }
  return "";
}

std::string FrameioId(const PageUrl& url) {
  if (url.IsAt("f.io")) return IdPrefix(Segment(url, 0));
  const std::string shown = IdPrefix(After(url, {"view", "player", "asset", "assets"}));
  return LooksLikeId(shown) ? shown : LastId(url);
}

std::string AirId(const PageUrl& url) { return LastId(url); }

std::string IconikId(const PageUrl& url) {
  const std::string asset = IdPrefix(After(url, {"asset", "assets"}));
  return LooksLikeId(asset) ? asset : LastId(url);
}

std::string WipsterId(const PageUrl& url) { return LastId(url); }

std::string TiktokId(const PageUrl& url) {
  const std::string id = DigitsPrefix(After(url, {"video", "v", "v1", "v2"}));
  return id.empty() ? DigitsPrefix(After(url, {"embed"})) : id;
}

std::string WistiaId(const PageUrl& url) {
  for (const char* name : {"wmediaid", "wvideo", "wvideoid"}) {
    const std::string id = IdPrefix(url.Parameter(name));
    if (!id.empty()) return id;
  }
  return IdPrefix(After(url, {"medias", "iframe", "videos"}));
}

std::string LoomId(const PageUrl& url) {
  constexpr std::size_t kIdSize = 32;
  const std::string segment = After(url, {"share", "embed", "edit"});
  if (segment.size() < kIdSize) return "";
  // A title may precede the id.
  const std::string id = segment.substr(segment.size() - kIdSize);
  return IsHex(id) ? id : "";
}

std::string DropboxReplayId(const PageUrl& url) {
  const std::string video = IdPrefix(After(url, {"video", "videos", "media"}));
  const std::string id = video.empty() ? IdPrefix(After(url, {"share"})) : video;
  return id.size() >= 6 ? id : "";
}

std::string GoogleDriveId(const PageUrl& url) {
  const bool is_file =
      absl::c_linear_search(url.path, "file") || absl::c_linear_search(url.path, "videos");
  const std::string id = is_file ? IdPrefix(After(url, {"d"})) : "";
  if (!id.empty()) return id;
  for (const char* page : {"open", "uc", "download", "thumbnail", "get_video_info"}) {
    if (!absl::c_linear_search(url.path, page)) continue;
    const std::string asked = IdPrefix(url.Parameter("id"));
    return asked.empty() ? IdPrefix(url.Parameter("docid")) : asked;
  }
  return "";
}

std::string FormerYoutubeId(const PageUrl& url) {
  if (url.IsAt("youtu.be")) return Segment(url, 0);
  const std::string watched = url.Parameter("v");
  return watched.empty() ? After(url, {"shorts", "embed", "live", "v"}) : watched;
}

std::string FormerVimeoId(const PageUrl& url) {
  for (const std::string& segment : url.path) {
    if (IsDigits(segment)) return segment;
  }
  return "";
}

std::string FormerTiktokId(const PageUrl& url) { return After(url, {"video"}); }

std::string LastId(const PageUrl& url) {
  return url.path.empty() || !LooksLikeId(url.path.back()) ? "" : url.path.back();
}

}  // namespace lossy::video
