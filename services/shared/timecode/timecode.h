#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "services/shared/timecode/frame_rate.h"

namespace lossy::services {

// A SMPTE timecode (ST 12-1): the label of a frame, as hours, minutes, seconds and frames. It wraps
// after 24 hours. Drop-frame timecode leaves out the first two labels of each minute except every
// tenth (four at 60000/1001). A value type; threads may share it.
class Timecode {
 public:
  // The label of the frame with this number, counted from 00:00:00:00. `frames` must not be
  // negative.
  Timecode(std::int64_t frames, FrameRate rate);

  // Parses "HH:MM:SS:FF"; for a drop-frame rate also "HH:MM:SS;FF". Returns nullopt if the text has
  // another form, or if the rate has no such label.
  static absl::optional<Timecode> Parse(absl::string_view text, FrameRate rate);

  // The number of the frame, counted from 00:00:00:00, less than 24 hours.
  std::int64_t frames() const { return frames_; }
  FrameRate rate() const { return rate_; }

  // "01:00:00:00". Drop-frame timecode has a semicolon before the frames.
  std::string ToString() const;

  friend bool operator==(const Timecode&, const Timecode&) = default;

 private:
  std::int64_t frames_;
  FrameRate rate_;
};

}  // namespace lossy::services
