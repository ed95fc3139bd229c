#include "edge/site/site_flags.h"

#include <string>

#include "absl/flags/flag.h"
#include "base/flags/flag_check.h"
#include "base/log/refuse_start.h"

ABSL_FLAG(std::string, site, "",
          "Directory of a web page with its files, which the edge reads at its start and serves "
          "below \"/\"; index.html is the page \"/\", and FILE.gz the compressed form of FILE");
ABSL_FLAG(std::string, site_frames, "",
          "Origins whose pages the pages of --site may show in frames, comma-separated");
ABSL_FLAG(
    std::string, site_connects, "",
    "Origins to which the pages of --site may send requests besides the edge, such as that of "
    "an identity provider, comma-separated");

LOSSY_FLAG_CHECK(site, [] {
  const std::string directory = absl::GetFlag(FLAGS_site);
  if (directory.empty()) return absl::OkStatus();
  return lossy::edge::SiteFiles::Read(directory, {}).status();
});
LOSSY_FLAG_CHECK(site_frames, [] {
  return lossy::edge::ParseSiteOrigins(absl::GetFlag(FLAGS_site_frames)).status();
});
LOSSY_FLAG_CHECK(site_connects, [] {
  return lossy::edge::ParseSiteOrigins(absl::GetFlag(FLAGS_site_connects)).status();
});

namespace lossy::edge {

SiteFiles SiteFromFlags() {
  const std::string directory = absl::GetFlag(FLAGS_site);
  const SiteOrigins origins = {
      .frames = base::ValueOrRefuseFlag("site_frames",
                                        ParseSiteOrigins(absl::GetFlag(FLAGS_site_frames))),
      .connects = base::ValueOrRefuseFlag("site_connects",
                                          ParseSiteOrigins(absl::GetFlag(FLAGS_site_connects)))};
  if (directory.empty()) return {};
  return base::ValueOrRefuseFlag("site", SiteFiles::Read(directory, origins));
}

}  // namespace lossy::edge
