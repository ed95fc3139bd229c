#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/time/clock.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/session/session_record.h"
#include "services/agent/voice/voice_session.h"

namespace lossy::agent {

// VoiceSessionAdapter connects a VoiceSession with the stream and the stored state of its session.
// It translates events and messages, stores the state after each change, and counts the session's
// notes. Not thread-safe.
class VoiceSessionAdapter {
 public:
  using Send = std::function<void(const v1::SessionResponse&)>;

  // `clock` must outlive the object. `saved` is the state that an earlier adapter stored; empty for
  // a new session. `send` is called during all methods.
  VoiceSessionAdapter(SessionRecord record, const base::Clock& clock, const std::string& saved,
                      Send send, VoiceSession::Options options = {});

  // The client joined. `has_video` is true if a video is open.
  void Join(bool has_video);
  // The client opened or closed a video.
  void SetVideo(bool has_video);
  // Handle one event of the client. Errors: those of VoiceSession.
  absl::Status Take(const v1::VoiceEvent& event);
  absl::Status Reconcile(const v1::ReconcileEvents& request, v1::Reconciled* response);
  // Begins to count the session's notes, because the reviewer spoke and notes may follow.
  void ExpectNotes();

  // Returns when Tick must be called next, in steady time.
  absl::Time Due() const;
  void Tick();
  // Stores the state, including the telemetry. The caller must call it when the stream ends.
  void Leave() { Save(); }

 private:
  void Save();
  void SaveIfMoved();
  int CountNotes() const;
  absl::Duration WallAhead() const { return clock_.Now() - clock_.Steady(); }

  const SessionRecord record_;
  const base::Clock& clock_;
  const Send send_;
  VoiceSession session_;
  bool moved_ = false;  // True if the state changed since it was stored.
  int notes_ = 0;       // The last count.
  absl::Time count_at_ = absl::InfiniteFuture();
  absl::Time count_until_ = absl::InfinitePast();
};

}  // namespace lossy::agent
