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

// What a client learns when it compares its count of events with the session's.
struct VoiceReconciled {
  std::int64_t gap = 0;  // How many events the session has that the client does not count.
  VoiceState state = VoiceState::kIdle;
};

// One reviewer's voice session: when speech is recorded, and what is told about it. It has no
// thread and no clock: whoever owns it says what happened and what time it is, and calls Tick at
// NextDeadline, or later. Times must not fall much behind what was said before. Not thread-safe.
//
// A state is told at once; numbers that changed, at most once in a report interval.
class VoiceSession {
 public:
  struct Options {
    absl::Duration cooldown = absl::Milliseconds(1500);
    // How long nobody may speak after the start, with a video and without one. It begins anew when
    // a video comes or goes.
    absl::Duration first_speech = absl::Seconds(60);
    absl::Duration first_speech_without_video = absl::Seconds(300);
    // How long a client that sends metrics may be silent.
    absl::Duration heartbeat = absl::Seconds(10);
    // Clients end an utterance after 30 seconds; beyond this, its end was lost.
    absl::Duration max_speech = absl::Seconds(60);
    absl::Duration report_interval = absl::Seconds(1);
  };

  // Called while an input is handled; must not call the session.
  using Push = std::function<void(const VoiceEffect&)>;

  VoiceSession(Options options, Push push) : options_(options), push_(std::move(push)) {}

  // A client has joined, or has joined again; it is always told the state.
  void Join(bool has_video, absl::Time now);
  // A video is open from now on, or none is.
  void SetVideo(bool has_video, absl::Time now);
  // An event of the client's. One that was here before, by its `sequence`, does nothing. Errors:
  // INVALID_ARGUMENT; then it counts as not received.
  absl::Status Take(absl::string_view type, const google::protobuf::Struct& data,
                    absl::optional<std::int64_t> sequence, absl::Time now);
  // Errors: INVALID_ARGUMENT, or OUT_OF_RANGE ("reset_required") when the client must count from 1.
  absl::StatusOr<VoiceReconciled> Reconcile(std::int64_t last_sequence, absl::Time now);
  // A note of this session was written.
  void NoteCreated(absl::Time now);
  // The client wants no more of it.
  void Stop(absl::Time now);

  // Does what was due by `now`. Every other input does so first.
  void Tick(absl::Time now);
  // InfiniteFuture: nothing will be due.
  absl::Time NextDeadline() const;

  VoiceState state() const { return self_.state; }

  // For another VoiceSession, perhaps in another process, which goes on from there. What is saved
  // has wall times, and `wall_ahead` is how far the wall clock is ahead of the clock of `now`
  // above.
  std::string Save(absl::Duration wall_ahead = absl::ZeroDuration()) const {
    return Encode(self_.Shifted(wall_ahead));
  }
  // Before anything else. False: that is not what Save gave; the session is a new one.
  bool Restore(absl::string_view saved, absl::Duration wall_ahead = absl::ZeroDuration());

 private:
  void ChangeVideo(bool has_video, absl::Time now);
  absl::Status TakeInput(const VoiceInput& input, absl::optional<std::int64_t> sequence,
                         absl::Time now);
  // False: it was here before.
  bool CountEvent(std::int64_t sequence);
  void Handle(const VoiceInput& input, absl::Time now);
  void HandleSpeechStart(absl::Time now);
  void Fail(const VoiceInput& input, absl::Time now);
  void Revive(absl::Time now);
  void RunTimers(absl::Time now);
  void EndState();
  void Move(VoiceState state, absl::Time now);
  absl::Time EndOf(VoiceState state, absl::Time now) const;
  absl::Time FirstSpeechDeadline(absl::Time now) const;
  void Report(absl::optional<VoiceState> previous, absl::Time now);
  void ReportIfDue(absl::Time now);

  const Options options_;
  const Push push_;
  VoiceSnapshot self_;
  absl::Time reported_ = absl::InfinitePast();
  bool unreported_ = false;  // Numbers have changed.
};

}  // namespace lossy::agent
