#include "services/agent/session/session_joiner.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "base/error/error.h"
#include "services/shared/join_reply/join_reply.h"
#include "services/shared/text/check_id.h"
#include "services/shared/text/check_seconds.h"

namespace lossy::agent {
namespace {

constexpr char kVoiceFlag[] = "phoenix_voice_session";

const char* StateName(const SessionState& state) {
  if (state.audio.bytes > 0) return "listening";
  return state.transcribing ? "transcribing" : "idle";
}

absl::Status CheckSessionId(const std::string& session_id) {
  absl::Status id = services::CheckId("session_id", session_id);
  if (!id.ok()) return id;
  // The topic of the session has the client's spelling, and its events have the database's.
  if (session_id == absl::AsciiStrToLower(session_id)) return absl::OkStatus();
  return base::InvalidArgument("session_id", "must be in lower case");
}

// Describes the session as it was left.
v1::SessionJoined ToReply(const std::string& session_id, const SessionState& state) {
  v1::SessionJoined joined;
  joined.set_session_id(session_id);
  if (!state.context.video_id.empty()) joined.set_video_id(state.context.video_id);
  joined.set_state(StateName(state));
  joined.set_timestamp(state.context.timestamp_seconds);
  joined.set_buffer_size(state.audio.bytes);
  joined.set_duration(state.audio.seconds);
  if (!state.stream.id.empty()) joined.set_stream_id(state.stream.id);
  joined.set_received_bytes(state.stream.received_bytes);
  return joined;
}

}  // namespace

SessionJoiner::SessionJoiner(SessionStore& sessions, services::Settings& settings,
                             VideoCheck check_video, const base::Clock& clock,
                             std::map<std::string, bool> features)
    : sessions_(sessions),
      settings_(settings),
      check_video_(std::move(check_video)),
      clock_(clock),
      features_(std::move(features)) {}

absl::StatusOr<JoinedSession> SessionJoiner::Join(const base::Caller& caller,
                                                  const v1::SessionJoin& join,
                                                  const VoiceSessionAdapter::Send& send) const {
  if (absl::Status id = CheckSessionId(join.session_id()); !id.ok()) return id;
  absl::StatusOr<JoinContext> context = CheckContext(caller, join);
  if (!context.ok()) return context.status();
  const std::string& user_id = caller.identity.user_id;
  absl::StatusOr<SessionState> state = sessions_.Join(user_id, join.session_id(), *context);
  if (!state.ok()) return state.status();
  services::UserSettings settings = settings_.Get(caller);
  SessionRecord record(sessions_, user_id, join.session_id());
  JoinedSession joined{.record = record,
                       .context = std::make_unique<VideoContextTracker>(record, clock_, *state),
                       .voice = nullptr,
                       .reply = ToReply(join.session_id(), *state)};
  services::FillJoinReply(caller.identity, settings, join.requested_version(), &joined.reply);
  for (const auto& [name, on] : features_) (*joined.reply.mutable_features())[name] = on;
  if (join.voice_mode() && settings.features[kVoiceFlag]) {
    joined.voice = std::make_unique<VoiceSessionAdapter>(record, clock_, state->voice, send);
  }
  joined.reply.set_voice_session_enabled(joined.voice != nullptr);
  return joined;
}

absl::StatusOr<JoinContext> SessionJoiner::CheckContext(const base::Caller& caller,
                                                        const v1::SessionJoin& join) const {
  JoinContext context;
  if (join.has_video_id() && !join.video_id().empty()) {
    absl::Status video = CheckVideo(caller, join.video_id());
    if (!video.ok()) return video;
    context.video_id = join.video_id();
  }
  if (join.has_timestamp()) {
    absl::Status seconds = services::CheckSeconds("timestamp", join.timestamp());
    if (!seconds.ok()) return seconds;
    context.timestamp_seconds = join.timestamp();
  }
  return context;
}

absl::Status SessionJoiner::CheckVideo(const base::Caller& caller,
                                       const std::string& video_id) const {
  absl::Status id = services::CheckId("video_id", video_id);
  return id.ok() ? check_video_(caller, video_id) : id;
}

}  // namespace lossy::agent
