#include "services/notes/export/exported_video.h"

#include <algorithm>

namespace lossy::notes {

FrameRange FramesOf(const ExportedNote& note, services::FrameRate rate) {
  const std::int64_t begin = rate.FrameAt(note.start_seconds);
  const std::int64_t end = note.end_seconds ? rate.FrameAt(*note.end_seconds) : begin;
  return {.begin = begin, .end = std::max(begin + 1, end)};
}

services::Timecode TimecodeOf(const ExportedVideo& video, std::int64_t frame) {
  return services::Timecode(video.start.frames() + frame, video.rate());
}

std::int64_t FrameCount(const ExportedVideo& video) {
  std::int64_t frames = 1;
  if (video.duration_seconds) frames = video.rate().FrameAt(*video.duration_seconds);
  for (const ExportedNote& note : video.notes) {
    frames = std::max(frames, FramesOf(note, video.rate()).end);
  }
  return frames;
}

}  // namespace lossy::notes
