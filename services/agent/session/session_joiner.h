#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/rpc/caller.h"
#include "base/time/clock.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/session/session_record.h"
#include "services/agent/session/video_context_tracker.h"
#include "services/agent/session/voice_session_adapter.h"
#include "services/shared/user_settings/user_settings.h"

namespace lossy::agent {

// A session that a client joined on one stream.
struct JoinedSession {
  SessionRecord record;
  std::unique_ptr<VideoContextTracker> context;  // Never null.
  std::unique_ptr<VoiceSessionAdapter> voice;    // nullptr if the client has no voice session.
  v1::SessionJoined reply;
};

// SessionJoiner opens sessions for clients. One serves all streams. Thread-safe.
class SessionJoiner {
 public:
  // Returns OK if the caller may use the video, else NOT_FOUND or an error of the video service. A
  // session outlives the token of its join, so the check must not depend on the token.
  using VideoCheck =
      std::function<absl::Status(const base::Caller& caller, const std::string& video_id)>;

  // All references must outlive the object. `features` are the features of this installation, which
  // the reply reports beside those of the user.
  SessionJoiner(SessionStore& sessions, services::Settings& settings, VideoCheck check_video,
                const base::Clock& clock, std::map<std::string, bool> features);

  // Opens a session, or continues it. `send` sends the messages of a voice session. Errors:
  // INVALID_ARGUMENT, NOT_FOUND for another user's session or video, RESOURCE_EXHAUSTED for a
  // storage quota, and those of the database.
  absl::StatusOr<JoinedSession> Join(const base::Caller& caller, const v1::SessionJoin& join,
                                     const VoiceSessionAdapter::Send& send) const;

  // Returns OK if `video_id` is a UUID and a video of the caller. Otherwise returns
  // INVALID_ARGUMENT or an error of VideoCheck.
  absl::Status CheckVideo(const base::Caller& caller, const std::string& video_id) const;

 private:
  absl::StatusOr<JoinContext> CheckContext(const base::Caller& caller,
                                           const v1::SessionJoin& join) const;

  SessionStore& sessions_;
  services::Settings& settings_;
  const VideoCheck check_video_;
  const base::Clock& clock_;
  const std::map<std::string, bool> features_;
};

}  // namespace lossy::agent
