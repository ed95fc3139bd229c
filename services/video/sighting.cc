#include "services/video/sighting.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "base/error/error.h"
#include "services/values/clean_text.h"
#include "services/video/platform.h"

namespace lossy::video {
namespace {

constexpr std::size_t kMaxUrlBytes = 4096;
constexpr std::size_t kMaxExternalIdBytes = 2048;
constexpr std::size_t kMaxTitleBytes = 1000;
constexpr std::size_t kMaxPlatformBytes = 64;

}  // namespace

absl::Status CheckUrl(absl::string_view field, absl::string_view url) {
  if (url.empty()) return absl::OkStatus();
  if (url.size() > kMaxUrlBytes) return base::InvalidArgument(field, "must be at most 4096 bytes");
  if (!absl::StartsWithIgnoreCase(url, "http://") && !absl::StartsWithIgnoreCase(url, "https://")) {
    return base::InvalidArgument(field, "must be an http or https URL");
  }
  const bool plain = std::none_of(url.begin(), url.end(), [](char c) {
    return services::IsControl(c) || c == '"' || c == '\'' || c == '<' || c == '>' || c == ' ' ||
           c == '`';
  });
  return plain ? absl::OkStatus()
               : base::InvalidArgument(field, "must not contain quotes, spaces or angle brackets");
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
  source.external_id = services::CleanText(source.external_id);
  if (source.external_id.empty()) {
    return base::InvalidArgument(report.external_id_field, "is required");
  }
  if (source.external_id.size() > kMaxExternalIdBytes) {
    return base::InvalidArgument(report.external_id_field, "must be at most 2048 bytes");
  }
  Sighting sighting{.platform = std::move(source.platform),
                    .external_id = std::move(source.external_id),
                    .url = std::string(report.url),
                    .title = {},
                    .thumbnail_url = report.thumbnail_url};
  std::string title = services::CleanText(report.title.value_or(""), kMaxTitleBytes);
  if (!title.empty()) sighting.title = std::move(title);
  return sighting;
}

}  // namespace lossy::video
