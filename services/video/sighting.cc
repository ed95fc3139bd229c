#include "services/video/sighting.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/error/error.h"
#include "services/video/platform.h"

namespace lossy::video {
namespace {

constexpr std::size_t kMaxUrlBytes = 4096;
constexpr std::size_t kMaxExternalIdBytes = 2048;
constexpr std::size_t kMaxTitleBytes = 1000;
constexpr std::size_t kMaxPlatformBytes = 64;

bool IsControl(char c) { return absl::ascii_iscntrl(static_cast<unsigned char>(c)); }

}  // namespace

absl::Status CheckUrl(absl::string_view field, absl::string_view url) {
  if (url.empty()) return absl::OkStatus();
  if (url.size() > kMaxUrlBytes) return base::InvalidArgument(field, "must be at most 4096 bytes");
  if (!absl::StartsWithIgnoreCase(url, "http://") && !absl::StartsWithIgnoreCase(url, "https://")) {
    return base::InvalidArgument(field, "must be an http or https URL");
  }
  const bool plain = std::none_of(url.begin(), url.end(), [](char c) {
    return IsControl(c) || c == '"' || c == '\'' || c == '<' || c == '>' || c == ' ' || c == '`';
  });
  return plain ? absl::OkStatus()
               : base::InvalidArgument(field, "must not contain quotes, spaces or angle brackets");
}

std::string CleanText(absl::string_view text, std::size_t bytes) {
  std::string clean(text);
  clean.erase(std::remove_if(clean.begin(), clean.end(), IsControl), clean.end());
  if (clean.size() > bytes) {
    std::size_t end = bytes;
    // 10xxxxxx continues a character of UTF-8.
    while (end > 0 && (clean[end] & 0xc0) == 0x80) --end;
    clean.resize(end);
  }
  return clean;
}

absl::StatusOr<Sighting> ToSighting(const Report& report) {
  if (report.platform.empty()) return base::InvalidArgument("platform", "is required");
  if (report.platform.size() > kMaxPlatformBytes) {
    return base::InvalidArgument("platform", "must be at most 64 bytes");
  }
  if (absl::Status url = CheckUrl("url", report.url); !url.ok()) return url;
  if (report.thumbnail_url) {
    absl::Status url = CheckUrl("thumbnail_url", *report.thumbnail_url);
    if (!url.ok()) return url;
  }
  Source source = Canonical(report.platform, report.external_id, report.url);
  if (source.platform.empty()) {
    return base::InvalidArgument("platform", "must consist of letters, digits and underscores");
  }
  if (source.external_id.empty()) {
    return base::InvalidArgument(report.external_id_field, "is required");
  }
  if (source.external_id.size() > kMaxExternalIdBytes) {
    return base::InvalidArgument(report.external_id_field, "must be at most 2048 bytes");
  }
  Sighting sighting{.platform = std::move(source.platform),
                    .external_id = CleanText(source.external_id, kMaxExternalIdBytes),
                    .url = std::string(report.url),
                    .title = {},
                    .thumbnail_url = report.thumbnail_url};
  if (report.title && !report.title->empty()) {
    sighting.title = CleanText(*report.title, kMaxTitleBytes);
  }
  return sighting;
}

}  // namespace lossy::video
