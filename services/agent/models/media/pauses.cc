#include "services/agent/models/media/pauses.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace lossy::agent {
namespace {

constexpr double kFrameSeconds = 0.02;
constexpr auto kFrameSamples = static_cast<std::size_t>(kSampleRate * kFrameSeconds);
// Before a "p" or "t" a speaker is silent for up to 0.1 s.
constexpr std::size_t kLeastFrames = 7;
// The levels of silence and of speech: these shares of the frames are quieter.
constexpr double kSilenceShare = 0.05, kSpeechShare = 0.9;
// The loudest level of a pause: this share of the distance from silence to speech, and at least
// this many decibels above silence.
constexpr double kReach = 0.25, kLeastReach = 4;
// Quieter sound is inaudible.
constexpr double kFloor = -66;
// The least distance, in decibels, between silence and speech. A sound with a smaller one has no
// pauses.
constexpr double kLeastRange = 9;

// The level of each frame in decibels relative to the loudest possible sound.
std::vector<double> Levels(absl::Span<const std::int16_t> samples) {
  std::vector<double> levels;
  for (std::size_t at = 0; at + kFrameSamples <= samples.size(); at += kFrameSamples) {
    double energy = 0;
    for (const std::int16_t sample : samples.subspan(at, kFrameSamples)) {
      const double level = sample / 32768.0;
      energy += level * level;
    }
    energy /= static_cast<double>(kFrameSamples);
    levels.push_back(std::max(kFloor, 10 * std::log10(energy + 1e-12)));
  }
  return levels;
}

double LevelOf(std::vector<double> levels, double share) {
  const auto place =
      levels.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(levels.size() - 1));
  std::nth_element(levels.begin(), place, levels.end());
  return *place;
}

}  // namespace

absl::optional<double> FindPause(absl::Span<const std::int16_t> samples) {
  const std::vector<double> levels = Levels(samples);
  if (levels.empty()) return absl::nullopt;
  const double silence = LevelOf(levels, kSilenceShare);
  const double range = LevelOf(levels, kSpeechShare) - silence;
  // Silence from end to end is one pause.
  const bool is_even = range < kLeastRange;
  if (is_even && silence > kFloor) return absl::nullopt;
  const double limit = silence + std::max(kLeastReach, kReach * range);
  std::size_t run = 0, longest = 0, end = 0;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    run = levels[i] <= limit ? run + 1 : 0;
    if (run < std::max<std::size_t>(longest, 1)) continue;
    longest = run;
    end = i + 1;
  }
  if (longest < kLeastFrames) return absl::nullopt;
  return (static_cast<double>(end) - static_cast<double>(longest) / 2) * kFrameSeconds;
}

}  // namespace lossy::agent
