#include "services/video/sighting.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "services/shared/text/clean_text.h"
#include "services/video/page_url.h"
#include "services/video/platform.h"

namespace lossy::video {
namespace {

constexpr std::size_t kMaxUrlBytes = 4096;
constexpr std::size_t kMaxExternalIdBytes = 2048;
constexpr std::size_t kMaxTitleBytes = 1000;
constexpr std::size_t kMaxPlatformBytes = 64;

absl::Status NotWeb(absl::string_view field, absl::string_view url) {
  constexpr char kProblem[] = "must be an http or https URL, such as https://example.org/a.jpg";
  // Clients often have pictures as data: URLs.
  if (absl::StartsWithIgnoreCase(url, "data:")) {
    return base::InvalidArgument(
        field,
        absl::StrCat(kProblem, "; a data: URL, which has the content itself, is not stored"));
  }
  return base::InvalidArgument(field, kProblem);
}

}  // namespace

absl::StatusOr<std::string> ToUrl(absl::string_view field, absl::string_view url) {
  url = absl::StripAsciiWhitespace(url);
  if (url.empty()) return std::string();
  const bool is_web =
      absl::StartsWithIgnoreCase(url, "http://") || absl::StartsWithIgnoreCase(url, "https://");
  if (!is_web) return NotWeb(field, url);
  if (url.size() > kMaxUrlBytes) return base::InvalidArgument(field, "must be at most 4096 bytes");
  const bool plain = absl::c_none_of(
      url, [](char c) { return services::IsControl(c) || c == '"' || c == '<' || c == '>'; });
  if (!plain) {
    return base::InvalidArgument(
        field, "must not contain control characters, nor \", < or >, which are %22, %3C and %3E");
  }
  const std::string host = ParsePageUrl(url).host;
  if (host.empty() || EncodedUrl(host) != host) {
    return base::InvalidArgument(field, "must name a host, as in https://example.org/clip");
  }
  return EncodedUrl(url);
}

absl::StatusOr<Sighting> ToSighting(const Report& report) {
  if (report.platform.empty()) return base::InvalidArgument("platform", "is required");
  if (report.platform.size() > kMaxPlatformBytes) {
    return base::InvalidArgument("platform", "must be at most 64 bytes");
  }
  absl::StatusOr<std::string> url = ToUrl("url", report.url);
  if (!url.ok()) return url.status();
  absl::optional<std::string> thumbnail_url;
  if (report.thumbnail_url) {
    absl::StatusOr<std::string> thumbnail = ToUrl("thumbnail_url", *report.thumbnail_url);
    if (!thumbnail.ok()) return thumbnail.status();
    thumbnail_url = *std::move(thumbnail);
  }
  Source source = Canonical(report.platform, report.external_id, report.url);
  if (source.platform.empty()) {
    return base::InvalidArgument("platform", "must consist of letters, digits and underscores");
  }
  source.external_id = services::CleanText(source.external_id);
  if (source.external_id.empty()) {
    return base::InvalidArgument(report.external_id_field, "is required");
  }
  if (source.external_id.size() > kMaxExternalIdBytes) {
    return base::InvalidArgument(report.external_id_field, "must be at most 2048 bytes");
  }
  Source former = Former(report.platform, report.external_id, report.url);
  former.external_id = services::CleanText(former.external_id);
  Sighting sighting{.source = std::move(source),
                    .former = {},
                    .url = *std::move(url),
                    .title = {},
                    .thumbnail_url = std::move(thumbnail_url)};
  if (former != sighting.source) sighting.former = std::move(former);
  std::string title = services::CleanText(report.title.value_or(""), kMaxTitleBytes);
  if (!title.empty()) sighting.title = std::move(title);
  return sighting;
}

}  // namespace lossy::video
