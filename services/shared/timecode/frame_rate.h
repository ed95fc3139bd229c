#pragma once

#include <cstdint>
#include <string>

#include "absl/types/optional.h"

namespace lossy::services {

// The frame rate of a video, as an exact number of frames per second, and its way of counting
// timecode. A value type; threads may share it.
class FrameRate {
 public:
  // The rates that Create accepts, for error texts.
  static constexpr char kAllowed[] =
      "must be 24, 25, 30, 48, 50 or 60 frames per second, or 24, 30, 48 or 60 times 1000/1001";

  // 30 frames per second, non-drop.
  FrameRate() = default;

  // Returns the rate of numerator/denominator frames per second. Returns nullopt unless the rate is
  // one of kAllowed. Drop-frame timecode exists for 30000/1001 and 60000/1001 only; for another
  // rate `drop_frame` returns nullopt.
  static absl::optional<FrameRate> Create(std::int64_t numerator, std::int64_t denominator,
                                          bool drop_frame);

  // The rate in lowest terms: 30000 and 1001, or 25 and 1.
  int numerator() const { return numerator_; }
  int denominator() const { return denominator_; }
  // True if timecode leaves out frame numbers, so that it stays with the clock.
  bool drop_frame() const { return drop_frame_; }
  // True for the rates that are 1000/1001 of a whole number.
  bool ntsc() const { return denominator_ != 1; }
  // The frames that timecode counts in a second: 30 for 30000/1001.
  int nominal() const { return (numerator_ + denominator_ - 1) / denominator_; }

  // Returns the frame that begins nearest to `seconds`, which must be from 0 to 10^9. The first
  // frame of a video is 0. The calculation is exact for whole microseconds.
  std::int64_t FrameAt(double seconds) const;
  // Returns the time at which a frame begins, rounded to milliseconds.
  std::int64_t MillisecondsOf(std::int64_t frame) const;

  // "25", or "30000/1001 drop-frame".
  std::string ToString() const;

  friend bool operator==(const FrameRate&, const FrameRate&) = default;

 private:
  FrameRate(int numerator, int denominator, bool drop_frame)
      : numerator_(numerator), denominator_(denominator), drop_frame_(drop_frame) {}

  int numerator_ = 30;
  int denominator_ = 1;
  bool drop_frame_ = false;
};

}  // namespace lossy::services
