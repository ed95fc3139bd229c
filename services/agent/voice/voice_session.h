#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "google/protobuf/struct.pb.h"
#include "services/agent/voice/voice_effect.h"
#include "services/agent/voice/voice_input.h"
#include "services/agent/voice/voice_snapshot.h"

namespace lossy::agent {

// The reply to a client that compares its count of events with the session's.
struct VoiceReconciled {
  std::int64_t gap = 0;  // The session's number of events minus the client's.
  VoiceState state = VoiceState::kIdle;
};

// VoiceSession is the state machine of one reviewer's voice session. It decides when the client
// records speech, and reports its state and telemetry to the client.
//
// It has no thread and no clock: its owner passes the time with each call, and calls Tick at
// NextDeadline or later. Times should not decrease between calls. Not thread-safe.
//
// A new state is reported immediately. Changed telemetry is reported at most once per report
// interval.
class VoiceSession {
 public:
  struct Options {
    absl::Duration cooldown = absl::Milliseconds(1500);
    // The session stops if it receives no speech within this time: the first value applies with an
    // open video, the second without one. The time restarts when a video is opened or closed.
    absl::Duration first_speech = absl::Seconds(60);
    absl::Duration first_speech_without_video = absl::Seconds(300);
    // A client that sends metrics counts as disconnected after this time without an event.
    absl::Duration heartbeat = absl::Seconds(10);
    // The session ends an utterance after this time. Clients end one after 30 seconds, so a longer
    // one means that the end was lost.
    absl::Duration max_speech = absl::Seconds(60);
    absl::Duration report_interval = absl::Seconds(1);
  };

  // Sends a message to the client. Called during an input; must not call the session.
  using Push = std::function<void(const VoiceEffect&)>;

  VoiceSession(Options options, Push push) : options_(options), push_(std::move(push)) {}

  // Must be called when a client joins, also again. The session always reports its state.
  void Join(bool has_video, absl::Time now);
  // Must be called when the client opens or closes a video.
  void SetVideo(bool has_video, absl::Time now);
  // Handles an event of the client. Ignores an event whose `sequence` was received before. Returns
  // INVALID_ARGUMENT for a wrong type or sequence; then the event counts as not received.
  absl::Status Take(absl::string_view type, const google::protobuf::Struct& data,
                    absl::optional<std::int64_t> sequence, absl::Time now);
  // Compares the client's count of events with the session's. Returns INVALID_ARGUMENT, or
  // OUT_OF_RANGE ("reset_required") if the client must count from 1 again.
  absl::StatusOr<VoiceReconciled> Reconcile(std::int64_t last_sequence, absl::Time now);
  // Counts a note of this session.
  void NoteCreated(absl::Time now);
  // Stops the session at the client's request.
  void Stop(absl::Time now);

  // Runs the timers that are due at `now`. Every other input does so first.
  void Tick(absl::Time now);
  // Returns the time at which Tick must be called next; InfiniteFuture if no timer runs.
  absl::Time NextDeadline() const;

  VoiceState state() const { return self_.state; }

  // Encodes the state for another VoiceSession, possibly in another process. The encoding has wall
  // times; `wall_ahead` is the wall clock minus the clock of `now` above.
  std::string Save(absl::Duration wall_ahead = absl::ZeroDuration()) const {
    return Encode(self_.Shifted(wall_ahead));
  }
  // Restores an encoded state; must be the first call. Returns false if `saved` is not an encoded
  // state; then the session stays new.
  bool Restore(absl::string_view saved, absl::Duration wall_ahead = absl::ZeroDuration());

 private:
  void ChangeVideo(bool has_video, absl::Time now);
  absl::Status TakeInput(const VoiceInput& input, absl::optional<std::int64_t> sequence,
                         absl::Time now);
  // Returns false if the event was received before.
  bool CountEvent(std::int64_t sequence);
  void Handle(const VoiceInput& input, absl::Time now);
  void HandleSpeechStart(absl::Time now);
  void Fail(const VoiceInput& input, absl::Time now);
  void Revive(absl::Time now);
  void RunTimers(absl::Time now);
  void EndState();
  void Move(VoiceState state, absl::Time now);
  void Report(absl::optional<VoiceState> previous, absl::Time now);
  void ReportIfDue(absl::Time now);

  const Options options_;
  const Push push_;
  VoiceSnapshot self_;
  absl::Time reported_ = absl::InfinitePast();
  bool unreported_ = false;  // The telemetry changed since the last report.
};

}  // namespace lossy::agent
