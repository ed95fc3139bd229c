#include "services/video/platform.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace lossy::video {
namespace {

using Segments = std::vector<absl::string_view>;

struct Url {
  std::string host;  // Lower case, without port and "www.".
  Segments path;     // Without empty segments.
  absl::string_view query;
};

Url ParseUrl(absl::string_view text) {
  Url url;
  if (!absl::ConsumePrefix(&text, "https://") && !absl::ConsumePrefix(&text, "http://")) return url;
  text = text.substr(0, text.find('#'));
  const std::pair<absl::string_view, absl::string_view> halves =
      absl::StrSplit(text, absl::MaxSplits('?', 1));
  url.query = halves.second;
  const std::pair<absl::string_view, absl::string_view> place =
      absl::StrSplit(halves.first, absl::MaxSplits('/', 1));
  const absl::string_view authority = place.first.substr(0, place.first.find(':'));
  url.host = absl::AsciiStrToLower(absl::StripPrefix(authority, "www."));
  url.path = absl::StrSplit(place.second, '/', absl::SkipEmpty());
  return url;
}

bool HostIs(const Url& url, absl::string_view domain) {
  absl::string_view host = url.host;
  return absl::ConsumeSuffix(&host, domain) && (host.empty() || absl::EndsWith(host, "."));
}

absl::string_view QueryValue(absl::string_view query, absl::string_view name) {
  for (absl::string_view pair : absl::StrSplit(query, '&')) {
    if (absl::ConsumePrefix(&pair, name) && absl::ConsumePrefix(&pair, "=")) return pair;
  }
  return {};
}

// The segment behind the first one of these names.
absl::string_view After(const Segments& path, const std::vector<absl::string_view>& names) {
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    if (std::find(names.begin(), names.end(), path[i]) != names.end()) return path[i + 1];
  }
  return {};
}

bool IsDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// An id rather than a word: long, with a digit in it.
bool LooksLikeId(absl::string_view text) {
  return text.size() >= 6 && std::any_of(text.begin(), text.end(), absl::ascii_isdigit);
}

absl::string_view YoutubeId(const Url& url) {
  if (HostIs(url, "youtu.be")) return url.path.empty() ? absl::string_view() : url.path[0];
  const absl::string_view watched = QueryValue(url.query, "v");
  return watched.empty() ? After(url.path, {"shorts", "embed", "live", "v"}) : watched;
}

absl::string_view VimeoId(const Url& url) {
  for (absl::string_view segment : url.path) {
    if (IsDigits(segment)) return segment;
  }
  return {};
}

absl::string_view TiktokId(const Url& url) { return After(url.path, {"video"}); }

absl::string_view LastId(const Url& url) {
  if (url.path.empty() || !LooksLikeId(url.path.back())) return {};
  return url.path.back();
}

struct Platform {
  absl::string_view name;
  std::vector<absl::string_view> domains;
  absl::string_view (*id)(const Url&);
};

const std::vector<Platform>& Platforms() {
  static const auto* platforms = new std::vector<Platform>{
      {"youtube", {"youtube.com", "youtu.be", "youtube-nocookie.com"}, YoutubeId},
      {"vimeo", {"vimeo.com"}, VimeoId},
      {"frameio", {"frame.io", "f.io"}, LastId},
      {"air", {"air.inc"}, LastId},
      {"iconik", {"iconik.io"}, LastId},
      {"wipster", {"wipster.io"}, LastId},
      {"tiktok", {"tiktok.com"}, TiktokId},
  };
  return *platforms;
}

const Platform* PlatformOfHost(const Url& url) {
  for (const Platform& platform : Platforms()) {
    for (absl::string_view domain : platform.domains) {
      if (HostIs(url, domain)) return &platform;
    }
  }
  return nullptr;
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
         std::any_of(Platforms().begin(), Platforms().end(),
                     [&](const Platform& known) { return known.name == platform; });
}

Source Canonical(absl::string_view platform, absl::string_view external_id, absl::string_view url) {
  const Url parsed = ParseUrl(url);
  const Platform* known = PlatformOfHost(parsed);
  if (known == nullptr) {
    return {.platform = CanonicalPlatform(platform), .external_id = std::string(external_id)};
  }
  const absl::string_view id = known->id(parsed);
  return {.platform = std::string(known->name),
          .external_id = std::string(id.empty() ? external_id : id)};
}

}  // namespace lossy::video
