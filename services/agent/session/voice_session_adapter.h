#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/time/clock.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/voice/voice_session.h"

namespace lossy::agent {

// The voice session of one open session: its events in, its pushes out, and what is kept of it for
// whoever joins next. Not thread-safe.
class VoiceSessionAdapter {
 public:
  using Send = std::function<void(const v1::SessionResponse&)>;
  using Save = std::function<void(std::string snapshot)>;
  // How many notes the session has.
  using CountNotes = std::function<int()>;

  // `save` is called after a state changed; the numbers since then are lost with a crash. `saved`
  // is what it was given last, or empty. `now` is the steady time of `clock`, which must outlive
  // it.
  VoiceSessionAdapter(VoiceSession::Options options, const base::Clock& clock,
                      const std::string& saved, Send send, Save save, CountNotes count_notes);

  void Join(bool has_video, absl::Time now);
  void SetVideo(bool has_video, absl::Time now);
  absl::Status Take(const v1::VoiceEvent& event, absl::Time now);
  absl::Status Reconcile(const v1::ReconcileEvents& request, absl::Time now,
                         v1::Reconciled* response);
  // Words were spoken: notes are to be expected.
  void ExpectNotes(absl::Time now);

  absl::Time Due() const;
  void Tick(absl::Time now);
  void Leave() { save_(session_.Save(WallAhead())); }

 private:
  void SaveIfMoved();
  absl::Duration WallAhead() const { return clock_.Now() - clock_.Steady(); }

  const base::Clock& clock_;
  const Send send_;
  const Save save_;
  const CountNotes count_notes_;
  VoiceSession session_;
  bool moved_ = false;  // The state changed since it was saved.
  int notes_ = 0;       // As last counted.
  absl::Time count_at_ = absl::InfiniteFuture();
  absl::Time count_until_ = absl::InfinitePast();
};

}  // namespace lossy::agent
