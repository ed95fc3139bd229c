#include "services/video/platform.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"
#include "services/video/page_url.h"
#include "services/video/platform_ids.h"

namespace lossy::video {
namespace {

using IdOf = std::string (*)(const PageUrl&);

struct Platform {
  absl::string_view name;
  std::vector<absl::string_view> domains;
  IdOf id;
  // Derives the id as former versions did; nullptr if they did not support the platform. A page of
  // such a platform without a video's id keeps the name and id of the client.
  IdOf former_id = nullptr;
};

const std::vector<Platform>& Platforms() {
  static const auto* platforms = new std::vector<Platform>{
      {"youtube", {"youtube.com", "youtu.be", "youtube-nocookie.com"}, YoutubeId, FormerYoutubeId},
      {"vimeo", {"vimeo.com"}, VimeoId, FormerVimeoId},
      {"frameio", {"frame.io", "f.io"}, FrameioId, LastId},
      {"air", {"air.inc"}, AirId, LastId},
      {"iconik", {"iconik.io"}, IconikId, LastId},
      {"wipster", {"wipster.io"}, WipsterId, LastId},
      {"tiktok", {"tiktok.com"}, TiktokId, FormerTiktokId},
      {"youtube", {"youtubekids.com", "youtube.googleapis.com"}, YoutubeId},
      {"vimeo", {"vimeopro.com"}, VimeoId},
      {"wistia", {"wistia.com", "wistia.net", "wi.st"}, WistiaId},
      {"loom", {"loom.com", "useloom.com"}, LoomId},
      {"dropboxreplay", {"replay.dropbox.com"}, DropboxReplayId},
      {"googledrive",
       {"drive.google.com", "drive.usercontent.google.com", "docs.google.com"},
       GoogleDriveId},
  };
  return *platforms;
}

const Platform* PlatformOfHost(const PageUrl& url) {
  for (const Platform& platform : Platforms()) {
    for (absl::string_view domain : platform.domains) {
      if (url.IsAt(domain)) return &platform;
    }
  }
  return nullptr;
}

Source Claimed(absl::string_view platform, absl::string_view external_id) {
  return {.platform = CanonicalPlatform(platform), .external_id = std::string(external_id)};
}

Source Named(const Platform& platform, std::string id, absl::string_view external_id) {
  return {.platform = std::string(platform.name),
          .external_id = id.empty() ? std::string(external_id) : std::move(id)};
}

}  // namespace

std::string CanonicalPlatform(absl::string_view platform) {
  std::string name = absl::AsciiStrToLower(absl::StripAsciiWhitespace(platform));
  const bool valid = std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
  });
  if (!valid) return {};
  std::string joined = name;
  joined.erase(std::remove(joined.begin(), joined.end(), '_'), joined.end());
  return IsSupportedPlatform(joined) ? joined : name;
}

bool IsSupportedPlatform(absl::string_view platform) {
  return platform == "generic" ||
         absl::c_any_of(Platforms(), [&](const Platform& known) { return known.name == platform; });
}

Source Canonical(absl::string_view platform, absl::string_view external_id, absl::string_view url) {
  const PageUrl page = ParsePageUrl(url);
  const Platform* known = PlatformOfHost(page);
  if (known == nullptr) return Claimed(platform, external_id);
  std::string id = known->id(page);
  if (id.empty() && known->former_id == nullptr) return Claimed(platform, external_id);
  return Named(*known, std::move(id), external_id);
}

Source Former(absl::string_view platform, absl::string_view external_id, absl::string_view url) {
  const PageUrl page = ParsePageUrl(url);
  const Platform* known = PlatformOfHost(page);
  if (known == nullptr || known->former_id == nullptr) return Claimed(platform, external_id);
  return Named(*known, known->former_id(page), external_id);
}

}  // namespace lossy::video
