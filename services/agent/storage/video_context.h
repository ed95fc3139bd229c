#pragma once

#include <string>

#include "absl/time/time.h"

namespace lossy::agent {

// The context of an utterance: the open video, and its position.
struct VideoContext {
  std::string video_id;  // Empty if no video is open.
  double timestamp_seconds = 0;
};

// The greatest distance of words and the frame on screen, in time and in the video.
inline constexpr absl::Duration kNearFrame = absl::Seconds(5);

}  // namespace lossy::agent
