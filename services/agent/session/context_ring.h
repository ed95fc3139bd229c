#pragma once

#include <deque>
#include <string>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/agent/storage/video_context.h"

namespace lossy::agent {

// ContextRing records the video contexts (video and second) of the last few utterances. A
// transcript arrives seconds after its utterance began; the context may then already be that of the
// next utterance or of another tab. The ring finds the context to which the transcript belongs. Not
// thread-safe.
class ContextRing {
 public:
  // The number of contexts that the ring keeps.
  static constexpr std::size_t kSize = 32;

  explicit ContextRing(VideoContext now) { current_ = std::move(now); }

  // Records an event of the client that arrived at `arrival` (steady time). A timestamp marks the
  // start of an utterance.
  void SetTimestamp(absl::Time arrival, double seconds);
  void SetVideo(absl::Time arrival, std::string video_id);

  const VideoContext& current() const { return current_; }
  // Returns true if the client sent a timestamp since the ring was created.
  bool has_marks() const { return timed_; }

  // Returns the context of the utterance whose transcript arrived at `arrival`.
  //  - With both durations, the ring estimates the start of the utterance. The timestamp that
  //    arrived nearest to the start counts if it is within two seconds, with the video of that
  //    time. A switch of the video during the transcription does not matter.
  //  - Else the last event before the start counts: a timestamp or a video, including "no video".
  //  - Without an estimate, or without an event before the start, it is the current context.
  VideoContext ForTranscript(absl::Time arrival, absl::optional<absl::Duration> transcription,
                             absl::optional<absl::Duration> utterance) const;

 private:
  struct Mark {
    absl::Time arrival;
    VideoContext context;
    bool timed = true;  // True for a timestamp, false for a video.
  };

  void Add(Mark mark);

  std::deque<Mark> marks_;  // Oldest first.
  VideoContext current_;
  bool timed_ = false;
};

}  // namespace lossy::agent
