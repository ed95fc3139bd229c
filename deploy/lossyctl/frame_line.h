#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "lossy/admin/v1/admin.pb.h"

namespace lossy::lossyctl {

// Returns a frame as one line of JSON: {"time":…,"edge":…,"socket":…,"user":…,"direction":"in",
// "topic":…,"event":…,"ref":…,"bytes":…,"payload":…}. `ref` and `payload` are absent if the frame
// has none. The payload is a text; U+FFFD replaces bytes that are not UTF-8.
std::string FrameLine(const admin::v1::Frame& frame, absl::string_view edge);

}  // namespace lossy::lossyctl
