#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::video {

// The source of a video: its platform and its id there, in canonical form.
struct Source {
  std::string platform;     // [a-z0-9_]+, or empty if the name is not one.
  std::string external_id;  // Empty if neither the client nor the URL has one.

  friend bool operator==(const Source&, const Source&) = default;
};

// Returns the canonical source. The platform and id in the URL, if any, override those of the
// client. A platform has one name: "frame_io" becomes "frameio", "you_tube" becomes "youtube".
// platform_table.h has the table of platforms, and testdata/platform_urls.tsv the forms of their
// URLs.
Source Canonical(absl::string_view platform, absl::string_view external_id, absl::string_view url);

// Returns the source that former versions of this function derived from the same values. A video
// that they stored keeps that source.
Source Former(absl::string_view platform, absl::string_view external_id, absl::string_view url);

// Returns the canonical spelling of a platform's name; empty if it is no valid name.
std::string CanonicalPlatform(absl::string_view platform);

// True if the product supports the platform. `platform` is in canonical form.
bool IsSupportedPlatform(absl::string_view platform);

}  // namespace lossy::video
