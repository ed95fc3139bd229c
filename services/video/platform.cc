#include "services/video/platform.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"
#include "services/video/former_ids.h"
#include "services/video/page_url.h"
#include "services/video/platform_table.h"

namespace lossy::video {
namespace {

const Platform* PlatformOf(const PageUrl& page) {
  for (const Platform& platform : Platforms()) {
    if (platform.Has(page)) return &platform;
  }
  return nullptr;
}

Source Claimed(absl::string_view platform, absl::string_view external_id) {
  return {.platform = CanonicalPlatform(platform), .external_id = std::string(external_id)};
}

Source Named(absl::string_view platform, std::string id, absl::string_view external_id) {
  return {.platform = std::string(platform),
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
  const Platform* known = PlatformOf(page);
  if (known == nullptr) return Claimed(platform, external_id);
  std::string id = known->IdOf(page);
  // A page without an id keeps the name of the client, unless a former version named it.
  if (id.empty() && FormerPlatformOf(page) == nullptr) return Claimed(platform, external_id);
  return Named(known->name, std::move(id), external_id);
}

Source Former(absl::string_view platform, absl::string_view external_id, absl::string_view url) {
  const PageUrl page = ParsePageUrl(url);
  const FormerPlatform* former = FormerPlatformOf(page);
  if (former == nullptr) return Claimed(platform, external_id);
  return Named(former->name, former->id(page), external_id);
}

}  // namespace lossy::video
