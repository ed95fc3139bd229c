#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/rpc/caller.h"
#include "base/time/clock.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/session/context_ring.h"
#include "services/agent/session/screen.h"
#include "services/agent/session/voice_session_adapter.h"
#include "services/agent/storage/session_store.h"
#include "services/agent/storage/transcript_store.h"
#include "services/shared/user_settings/user_settings.h"
#include "services/shared/video_access/video_access.h"

namespace lossy::agent {

// What every conversation works with. Outlives them.
struct Surroundings {
  SessionStore& sessions;
  TranscriptStore& transcripts;
  services::VideoAccess& library;
  services::Settings& settings;
  const base::Clock& clock;
  // Proves the agent itself, on behalf of a user: a session outlives the token it was opened with.
  std::function<base::Caller(const std::string& user_id, const std::string& request_id)> on_behalf;
  // Called after a transcript, or a finished recording, was kept.
  std::function<void()> on_transcript;
  std::function<void()> on_recording;
  // What this installation can do, as a client is told beside the user's own flags.
  std::map<std::string, bool> features;
  bool transcribes = false;
  VoiceSession::Options voice;
};

// The rules of one open session: what each event does, and what is answered. Its events come one at
// a time; what must outlast it is in the store. Answers are given before the next event is taken,
// and nothing here waits for a model.
class Conversation {
 public:
  using Send = std::function<void(const v1::SessionResponse&)>;

  // `caller` proves who speaks; `send` is called while an event is handled.
  Conversation(const Surroundings& around, base::Caller caller, Send send)
      : around_(around), caller_(std::move(caller)), send_(std::move(send)) {}

  // False: the session could not be joined, and the stream is over once the reply is sent.
  bool Handle(const v1::SessionRequest& request);

  // When Tick is to be called.
  absl::Time Due() const;
  void Tick();
  // The stream is over: keeps what somebody who joins again needs.
  void Leave();

 private:
  bool Join(const v1::SessionRequest& request);
  absl::Status OpenSession(const v1::SessionJoin& join);
  absl::Status CheckVideo(absl::string_view video_id);
  absl::Status Dispatch(const v1::SessionRequest& request, const std::string& request_id,
                        v1::SessionResponse* response);
  absl::Status TakePartial(const v1::TranscriptPartial& partial);
  absl::Status TakeTranscript(const v1::TranscriptFinal& transcript, const std::string& request_id);
  absl::Status TakeEmbedding(const v1::FrameEmbedding& embedding);
  // Of words that come now; empty: none.
  std::string FrameOf(const v1::TranscriptFinal& words, const VideoContext& context) const;
  absl::Status SetTimestamp(const v1::SetTimestamp& request);
  absl::Status SetVideo(const v1::UpdateVideoContext& request);
  absl::Status SaveContext();
  absl::Status TakeAudio(const v1::AudioChunk& chunk, const std::string& request_id);
  absl::Status StopRecording(const std::string& request_id);
  void OpenVoice();
  absl::Status TakeVoiceEvent(const v1::VoiceEvent& event);
  absl::Status Reconcile(const v1::ReconcileEvents& request, v1::Reconciled* response);
  void Reply(const std::string& ref, const absl::Status& status, v1::SessionResponse response);
  void PushSkipped(const char* reason);
  void PushReceived(const AudioBuffer& audio);

  const Surroundings& around_;
  const base::Caller caller_;
  const Send send_;
  std::uint64_t frames_ = 0;         // Handled since the join.
  std::string session_id_;           // Empty: not joined.
  SessionState opened_;              // As it was left.
  services::UserSettings settings_;  // At the join.
  ContextRing ring_{VideoContext{}};
  Screen screen_;
  std::unique_ptr<VoiceSessionAdapter> voice_;  // nullptr: it is off.
};

}  // namespace lossy::agent
