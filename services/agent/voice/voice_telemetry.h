#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/agent/voice/voice_input.h"

namespace lossy::agent {

// Telemetry values by name.
using Figures = std::map<std::string, double>;

// The counters and last measurements of one voice session, which its client receives. Not
// thread-safe. Shift and the setters use the session's clock.
class VoiceTelemetry {
 public:
  void Start(absl::Time at) { started_at_ = at; }
  void CountSpeech() { ++speech_detections_; }
  void CountIgnoredInCooldown() { ++ignored_cooldown_; }
  void CountIgnoredWithoutVideo() { ++ignored_no_context_; }
  void CountNote() { ++notes_created_; }
  void CountRestart() { ++restart_attempts_; }
  void RecordHeartbeat(absl::Time at) { last_heartbeat_at_ = at; }
  // Stores the measurements of an event. Returns true if one of them changed.
  bool Measure(const VoiceInput& input);

  // Moves all times by `by`, for another clock.
  void Shift(absl::Duration by);

  bool started() const { return started_at_.has_value(); }
  std::int64_t speech_detections() const { return speech_detections_; }

  // Returns each known value under two names: "speech_detections" and "speechDetections". Times
  // are in milliseconds since 1970.
  Figures ToFigures() const;
  // Reads the snake case names. A value that is missing or out of range stays at its default.
  static VoiceTelemetry FromFigures(const Figures& figures);

 private:
  // Calls `visit` with the name of each value and a reference to it.
  template <typename Telemetry, typename Visit>
  static void ForEach(Telemetry& telemetry, const Visit& visit);

  std::int64_t speech_detections_ = 0;
  std::int64_t ignored_cooldown_ = 0;
  std::int64_t ignored_no_context_ = 0;
  std::int64_t notes_created_ = 0;
  std::int64_t restart_attempts_ = 0;  // Recoveries from an error or a disconnect.
  std::int64_t latency_samples_ = 0;
  absl::optional<double> avg_latency_ms_;
  absl::optional<double> last_latency_ms_;
  absl::optional<double> last_confidence_;
  absl::optional<double> last_duration_ms_;
  absl::optional<absl::Time> started_at_;
  absl::optional<absl::Time> last_heartbeat_at_;
};

}  // namespace lossy::agent
