#pragma once

#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "lossy/agent/v1/agent.pb.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/agent/storage/video_context.h"

namespace lossy::agent {

// Converts the frame on a reviewer's screen to the form that the notes service accepts. Returns
// INVALID_ARGUMENT, which names the field, if a field is wrong.
absl::StatusOr<notes::v1::Frame> ToFrame(const v1::FrameEmbedding& embedding);

// The steady times between which words were spoken, and the second of the video to which they
// belong.
struct Spoken {
  absl::Time from;
  absl::Time to;
  absl::optional<double> video_second;  // nullopt if the client sent none for these words.
};

// Screen holds the newest frame of a session. Not thread-safe.
class Screen {
 public:
  Screen() = default;
  // Stores a frame that arrived at `arrival` (steady time).
  Screen(notes::v1::Frame frame, absl::Time arrival)
      : frame_(std::move(frame)), arrival_(arrival) {}

  // Returns the frame if it was on the screen while the words were spoken, otherwise nullptr. That
  // is so if the words are within kNearFrame of the frame's arrival, and their second is within
  // kNearFrame of the frame's. The pointer is valid as long as the screen.
  const notes::v1::Frame* FrameOf(const Spoken& words) const;

 private:
  absl::optional<notes::v1::Frame> frame_;
  absl::Time arrival_;
};

}  // namespace lossy::agent
