#pragma once

#include "absl/strings/string_view.h"

namespace lossy::base {

// The audience of tokens for calls of a gRPC service: its package, "lossy.video.v1" of
// "lossy.video.v1.VideoService". It stands for the process: what a process serves beside its own
// package, as health and `PrivacyService`, is called with the audience of its own package. A view
// of `service`.
absl::string_view AudienceOf(absl::string_view service);

}  // namespace lossy::base
