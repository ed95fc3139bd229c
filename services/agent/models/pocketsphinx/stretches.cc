#include "services/agent/models/pocketsphinx/stretches.h"

#include <cstddef>

#include "services/agent/models/api/samples.h"

namespace lossy::agent {
namespace {

// The least length of a pause between two sentences.
constexpr std::size_t kPause = kSampleRate / 4;
constexpr std::size_t kStep = kSampleRate / 50;

std::int64_t Energy(absl::Span<const std::int16_t> samples) {
  std::int64_t energy = 0;
  for (const std::int64_t sample : samples) energy += sample * sample;
  return energy;
}

// The middle of the quietest pause that begins at `from` or later and ends before `to`.
std::size_t QuietestPlace(absl::Span<const std::int16_t> samples, std::size_t from,
                          std::size_t to) {
  std::size_t quietest = from;
  std::int64_t least = Energy(samples.subspan(from, kPause));
  for (std::size_t at = from + kStep; at + kPause <= to; at += kStep) {
    const std::int64_t energy = Energy(samples.subspan(at, kPause));
    if (energy >= least) continue;
    least = energy;
    quietest = at;
  }
  return quietest + kPause / 2;
}

}  // namespace

std::vector<absl::Span<const std::int16_t>> CutIntoStretches(absl::Span<const std::int16_t> samples,
                                                             double max_seconds) {
  const auto longest = static_cast<std::size_t>(max_seconds * kSampleRate);
  std::vector<absl::Span<const std::int16_t>> stretches;
  while (samples.size() > longest) {
    const std::size_t cut = QuietestPlace(samples, longest / 2, longest);
    stretches.push_back(samples.first(cut));
    samples.remove_prefix(cut);
  }
  stretches.push_back(samples);
  return stretches;
}

}  // namespace lossy::agent
