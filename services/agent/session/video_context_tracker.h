#pragma once

#include <string>

#include "absl/status/status.h"
#include "base/time/clock.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/session/context_ring.h"
#include "services/agent/session/screen.h"
#include "services/agent/session/session_record.h"

namespace lossy::agent {

// VideoContextTracker follows the video, the second and the frame that the reviewer of one session
// sees. It stores each change, and finds the context of an utterance. Not thread-safe.
class VideoContextTracker {
 public:
  // Starts with the stored state of the session. `clock` must outlive the object.
  VideoContextTracker(SessionRecord record, const base::Clock& clock, const SessionState& state);

  // Each setter handles one event of the client. Errors: INVALID_ARGUMENT, or those of the
  // database.
  absl::Status SetTimestamp(const v1::SetTimestamp& request);
  absl::Status SetFrame(const v1::FrameEmbedding& embedding);
  // Opens a video, or closes it if `video_id` is empty. The caller must check that the video is the
  // user's.
  absl::Status SetVideo(const std::string& video_id);

  bool has_video() const { return !ring_.current().video_id.empty(); }

  // Returns the context in which `words`, which arrive now, were spoken.
  VideoContext ContextOf(const v1::TranscriptFinal& words) const;
  // Returns the frame that was on screen, as a serialized notes.v1.Frame; empty if there is none.
  // `context` is the context of the same words.
  std::string FrameOf(const v1::TranscriptFinal& words, const VideoContext& context) const;

 private:
  absl::Status Save() { return record_.SetContext(ring_.current()); }

  const SessionRecord record_;
  const base::Clock& clock_;
  ContextRing ring_;
  Screen screen_;
};

}  // namespace lossy::agent
