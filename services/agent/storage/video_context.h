#pragma once

#include <string>

#include "absl/time/time.h"

namespace lossy::agent {

// The video context of an utterance: the open video, and the position in it, in seconds.
struct VideoContext {
  std::string video_id;  // Empty if no video is open.
  double timestamp_seconds = 0;
};

// The greatest distance between words and the frame on screen, both in time and in the position in
// the video.
inline constexpr absl::Duration kNearFrame = absl::Seconds(5);

}  // namespace lossy::agent
