#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "services/shared/timecode/timecode.h"

namespace lossy::notes {

// A note in an export. The texts are UTF-8 and may contain any character.
struct ExportedNote {
  std::string id;
  std::string text;
  std::string category;  // As in JSON: "pacing".
  std::string status;    // As in JSON: "firmed".
  std::string created;   // RFC 3339.
  // Seconds of the video. An end is a position after the start.
  double start_seconds = 0;
  absl::optional<double> end_seconds;
};

// A video and its notes in the order of its timeline: the content of an export.
struct ExportedVideo {
  std::string id;
  std::string title;
  std::string url;
  // The timecode of the first frame. It also has the frame rate.
  services::Timecode start{0, services::FrameRate()};
  absl::optional<double> duration_seconds;
  std::vector<ExportedNote> notes;

  services::FrameRate rate() const { return start.rate(); }
};

// The frames of a note, from `begin` and before `end`. The first frame of the video is 0.
struct FrameRange {
  std::int64_t begin = 0;
  std::int64_t end = 1;

  std::int64_t length() const { return end - begin; }
};

// Returns the frames of a note. A note without an end has one frame, and so has a note whose end is
// nearest to the same frame.
FrameRange FramesOf(const ExportedNote& note, services::FrameRate rate);

// Returns the timecode of a frame of the video.
services::Timecode TimecodeOf(const ExportedVideo& video, std::int64_t frame);

// Returns the length of the video in frames: its known duration, but at least up to the end of the
// last note.
std::int64_t FrameCount(const ExportedVideo& video);

}  // namespace lossy::notes
