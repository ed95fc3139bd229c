#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/rpc/caller.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/session/audio_intake.h"
#include "services/agent/session/session_joiner.h"
#include "services/agent/session/transcript_intake.h"

namespace lossy::agent {

// Conversation handles the events of one session stream: it dispatches each event by its kind, and
// sends the replies. State that must outlive the stream is in the stores. A reply is sent before
// the next event is handled, and no event waits for a model. Not thread-safe.
class Conversation {
 public:
  using Send = std::function<void(const v1::SessionResponse&)>;

  // All references must outlive the object. `caller` is the authenticated client. `send` is called
  // during Handle, Tick and Leave.
  Conversation(const SessionJoiner& joiner, const TranscriptIntake& transcripts,
               const AudioIntake& audio, base::Caller caller, Send send)
      : joiner_(joiner),
        transcripts_(transcripts),
        audio_(audio),
        caller_(std::move(caller)),
        send_(std::move(send)) {}

  // Handles one event. Returns false if the client could not join; then the caller must end the
  // stream after the reply.
  bool Handle(const v1::SessionRequest& request);

  // Returns the steady time at which Tick must be called next.
  absl::Time Due() const;
  void Tick();
  // Stores the state that a later join needs. The caller must call it when the stream ends.
  void Leave();

 private:
  bool Join(const v1::SessionRequest& request);
  absl::Status Dispatch(const v1::SessionRequest& request, const std::string& request_id,
                        v1::SessionResponse* response);
  absl::Status HandlePartial(const v1::TranscriptPartial& partial);
  absl::Status HandleTranscript(const v1::TranscriptFinal& words, const std::string& request_id);
  absl::Status HandleAudio(const v1::AudioChunk& chunk, const std::string& request_id);
  absl::Status SetVideo(const std::string& video_id);
  absl::Status HandleVoiceEvent(const v1::VoiceEvent& event);
  absl::Status Reconcile(const v1::ReconcileEvents& request, v1::Reconciled* response);
  void Reply(const std::string& ref, const absl::Status& status, v1::SessionResponse response);

  const SessionJoiner& joiner_;
  const TranscriptIntake& transcripts_;
  const AudioIntake& audio_;
  const base::Caller caller_;
  const Send send_;
  std::uint64_t frames_ = 0;               // Events handled since the join.
  absl::optional<JoinedSession> session_;  // nullopt before the join.
};

}  // namespace lossy::agent
