#include "services/agent/models/media/wav_reader.h"

#include <algorithm>
#include <cmath>

#include "services/agent/models/media/bytes.h"

namespace lossy::agent {
namespace {

using Kind = StreamPart::Kind;

constexpr std::size_t kRiffBytes = 12, kChunkHeadBytes = 8, kFormatBytes = 16;
constexpr double kLeastSampleRate = 8'000, kMostSampleRate = 192'000;
constexpr double kMostChannels = 8;
constexpr double kLeastSampleBits = 4;  // ADPCM.
constexpr double kMostSampleBits = 64;
constexpr double kPartSeconds = 0.02;

}  // namespace

absl::optional<StreamPart> WavReader::Read(absl::string_view bytes) {
  if (bytes.empty()) return absl::nullopt;
  if (!has_header_) return ReadHeader(bytes);
  Understood();
  const double samples = std::max(
      1.0, std::round(bytes_per_second_ * kPartSeconds / static_cast<double>(sample_bytes_)));
  const std::size_t whole = sample_bytes_ * static_cast<std::size_t>(samples);
  std::size_t taken = std::min(bytes.size(), whole);
  taken -= taken % sample_bytes_;
  if (taken == 0) return absl::nullopt;
  return StreamPart{.kind = Kind::kSound,
                    .bytes = taken,
                    .seconds = static_cast<double>(taken) / bytes_per_second_};
}

absl::optional<StreamPart> WavReader::ReadHeader(absl::string_view bytes) {
  std::size_t at = kRiffBytes;
  while (at + kChunkHeadBytes <= bytes.size()) {
    const absl::string_view name = bytes.substr(at, 4);
    const std::size_t body = at + kChunkHeadBytes;
    const std::uint64_t size = LittleEndian(bytes.substr(at + 4), 4);
    if (name == "data") {
      Understood();
      has_header_ = true;
      return StreamPart{.kind = Kind::kHeader, .bytes = body};
    }
    if (name == "fmt " && body + kFormatBytes <= bytes.size()) ReadFormat(bytes.substr(body));
    // A chunk of odd length is followed by a byte of padding.
    at = body + static_cast<std::size_t>(size + size % 2);
    if (at > kMaxPartHeadBytes - kChunkHeadBytes) break;
  }
  if (bytes.size() < kMaxPartHeadBytes && at + kChunkHeadBytes <= kMaxPartHeadBytes) {
    return absl::nullopt;
  }
  has_header_ = true;
  return Broken(bytes.size());
}

void WavReader::ReadFormat(absl::string_view format) {
  const auto field = [format](std::size_t at, int count) {
    return static_cast<double>(LittleEndian(format.substr(at), count));
  };
  const double channels = std::clamp(field(2, 2), 1.0, kMostChannels);
  const double rate = std::clamp(field(4, 4), kLeastSampleRate, kMostSampleRate);
  const double bits = std::clamp(field(14, 2), kLeastSampleBits, kMostSampleBits);
  sample_bytes_ = std::max<std::size_t>(1, static_cast<std::size_t>(channels * bits / 8));
  bytes_per_second_ = channels * rate * bits / 8;
}

}  // namespace lossy::agent
