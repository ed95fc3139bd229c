#include "services/agent/voice/voice_telemetry.h"

#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

namespace lossy::agent {
namespace {

// 2^53: the largest integer that a JSON number represents exactly.
constexpr double kMax = 9007199254740992;

std::string CamelCase(absl::string_view snake_case) {
  std::string camel_case;
  bool upper = false;
  for (char c : snake_case) {
    if (c != '_') camel_case.push_back(upper ? absl::ascii_toupper(c) : c);
    upper = c == '_';
  }
  return camel_case;
}

absl::optional<double> ToFigure(std::int64_t count) { return static_cast<double>(count); }
absl::optional<double> ToFigure(absl::optional<double> amount) { return amount; }
absl::optional<double> ToFigure(absl::optional<absl::Time> time) {
  if (!time) return absl::nullopt;
  return static_cast<double>(absl::ToUnixMillis(*time));
}

void FromFigure(double figure, std::int64_t& count) { count = std::llround(figure); }
void FromFigure(double figure, absl::optional<double>& amount) { amount = figure; }
void FromFigure(double figure, absl::optional<absl::Time>& time) {
  time = absl::FromUnixMillis(std::llround(figure));
}

bool Replace(absl::optional<double>& last, absl::optional<double> next) {
  if (!next || last == next) return false;
  last = next;
  return true;
}

}  // namespace

template <typename Telemetry, typename Visit>
void VoiceTelemetry::ForEach(Telemetry& telemetry, const Visit& visit) {
  visit("speech_detections", telemetry.speech_detections_);
  visit("ignored_cooldown", telemetry.ignored_cooldown_);
  visit("ignored_no_context", telemetry.ignored_no_context_);
  visit("notes_created", telemetry.notes_created_);
  visit("restart_attempts", telemetry.restart_attempts_);
  visit("latency_samples", telemetry.latency_samples_);
  visit("avg_latency_ms", telemetry.avg_latency_ms_);
  visit("last_latency_ms", telemetry.last_latency_ms_);
  visit("last_confidence", telemetry.last_confidence_);
  visit("last_duration_ms", telemetry.last_duration_ms_);
  visit("started_at", telemetry.started_at_);
  visit("last_heartbeat_at", telemetry.last_heartbeat_at_);
}

bool VoiceTelemetry::Measure(const VoiceInput& input) {
  bool changed = Replace(last_confidence_, input.confidence);
  changed |= Replace(last_latency_ms_, input.latency_ms);
  changed |= Replace(last_duration_ms_, input.duration_ms);
  if (input.latency_ms) {
    ++latency_samples_;
    const double average = avg_latency_ms_.value_or(0);
    avg_latency_ms_ =
        average + (*input.latency_ms - average) / static_cast<double>(latency_samples_);
  }
  return changed;
}

void VoiceTelemetry::Shift(absl::Duration by) {
  if (started_at_) *started_at_ += by;
  if (last_heartbeat_at_) *last_heartbeat_at_ += by;
}

Figures VoiceTelemetry::ToFigures() const {
  Figures figures;
  ForEach(*this, [&](absl::string_view name, const auto& value) {
    const absl::optional<double> figure = ToFigure(value);
    if (!figure) return;
    figures.emplace(name, *figure);
    figures.emplace(CamelCase(name), *figure);
  });
  return figures;
}

VoiceTelemetry VoiceTelemetry::FromFigures(const Figures& figures) {
  VoiceTelemetry telemetry;
  ForEach(telemetry, [&](absl::string_view name, auto& value) {
    const auto found = figures.find(std::string(name));
    if (found == figures.end()) return;
    if (found->second >= 0 && found->second <= kMax) FromFigure(found->second, value);
  });
  return telemetry;
}

}  // namespace lossy::agent
