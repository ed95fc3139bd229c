#pragma once

#include "absl/strings/string_view.h"

namespace lossy::base {

// Returns the audience of tokens for a gRPC service: its package, for example "lossy.video.v1" for
// "lossy.video.v1.VideoService". The audience names the process. Calls of the further services of a
// process, such as `PrivacyService`, use the audience of the process's own package. The result is a
// view of `service`.
absl::string_view AudienceOf(absl::string_view service);

// Returns the name of the process that serves a gRPC service, as certificates contain it: "video"
// for "lossy.video.v1.VideoService". A service of another project has the name of its package:
// "acme.polls.v1" for "acme.polls.v1.PollService". The result is a view of `service`.
absl::string_view ProcessOf(absl::string_view service);

}  // namespace lossy::base
