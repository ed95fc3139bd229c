#pragma once

#include <string>

#include "absl/status/status.h"

namespace lossy::lossyctl {

// Writes all that is stored of the user below --out: <service>/<table>.json, an array of rows, and
// agent/recordings/<recording>.<type>. InvalidArgument: a flag is missing.
absl::Status ExportUser(const std::string& user_id);

// Has all that is stored of the user erased, and waits until it is.
absl::Status EraseUser(const std::string& user_id);

// Deletes what --user has: a video with all that was said about it; a recording.
absl::Status DeleteVideo(const std::string& video_id);
absl::Status DeleteRecording(const std::string& recording_id);

}  // namespace lossy::lossyctl
