#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "services/video/platform.h"

namespace lossy::video {

// A client's report that its user watches a video, checked and in canonical form.
struct Sighting {
  Source source;
  // The source under which a former version may have stored the video, if it differs.
  absl::optional<Source> former;
  std::string url;
  absl::optional<std::string> title;
  absl::optional<std::string> thumbnail_url;
};

// A client's report of a video as the request contains it.
struct Report {
  absl::string_view platform;
  absl::string_view external_id;
  absl::string_view external_id_field;  // The request's name of `external_id`, for errors.
  absl::string_view url;
  absl::optional<std::string> title;
  absl::optional<std::string> thumbnail_url;
};

// Checks a report and returns its canonical form. Returns INVALID_ARGUMENT, which names the field,
// if a field is invalid.
absl::StatusOr<Sighting> ToSighting(const Report& report);

// Returns a URL in the form in which it is stored (see EncodedUrl). The URL must be http or https,
// have a host, and have at most 4,096 bytes in the client's spelling; or it may be empty. Otherwise
// returns INVALID_ARGUMENT, which names `field` and a valid form.
absl::StatusOr<std::string> ToUrl(absl::string_view field, absl::string_view url);

}  // namespace lossy::video
