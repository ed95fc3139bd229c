#pragma once

#include <deque>
#include <string>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/agent/storage/video_context.h"

namespace lossy::agent {

// What the context was at each moment of the last few utterances. A transcript comes seconds after
// its utterance began, when the context may be the next utterance's already, or another tab's; this
// finds the one it belongs to. Not thread-safe.
class ContextRing {
 public:
  // How much is remembered.
  static constexpr std::size_t kSize = 32;

  explicit ContextRing(VideoContext now) { current_ = std::move(now); }

  // The client said where it is. A timestamp marks the start of an utterance.
  void SetTimestamp(absl::Time arrival, double seconds);
  void SetVideo(absl::Time arrival, std::string video_id);

  const VideoContext& current() const { return current_; }
  // Whether the client said a timestamp since the ring began.
  bool has_marks() const { return timed_; }

  // The context of the utterance whose transcript arrived now. With both durations known its start
  // is estimated, and the timestamp that arrived nearest to it counts if that is within two
  // seconds, with the video that was in force then: a switch while the words are transcribed
  // changes nothing. Else what the client had said last before the start counts, be it a timestamp
  // or a video; "no video" is one as well. Without an estimate, or when the client said nothing
  // before the start, it is the current context.
  VideoContext ForTranscript(absl::Time arrival, absl::optional<absl::Duration> transcription,
                             absl::optional<absl::Duration> utterance) const;

 private:
  struct Mark {
    absl::Time arrival;
    VideoContext context;
    bool timed = true;  // A timestamp; false: a video.
  };

  void Add(Mark mark);

  std::deque<Mark> marks_;  // Oldest first.
  VideoContext current_;
  bool timed_ = false;
};

}  // namespace lossy::agent
