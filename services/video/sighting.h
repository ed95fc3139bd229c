#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "services/video/pg_store.h"

namespace lossy::video {

// A client's report of a video, with the names that it used.
struct Report {
  absl::string_view platform;
  absl::string_view external_id;
  absl::string_view external_id_field;
  absl::string_view url;
  absl::optional<std::string> title;
  absl::optional<std::string> thumbnail_url;
};

// Checks and canonicalises. INVALID_ARGUMENT names the field.
absl::StatusOr<Sighting> ToSighting(const Report& report);

// A URL as it is stored: see EncodedUrl. http or https, with a host, at most 4,096 bytes as the
// client spells it. Empty is fine: not every page tells. INVALID_ARGUMENT says what would be right.
absl::StatusOr<std::string> ToUrl(absl::string_view field, absl::string_view url);

}  // namespace lossy::video
