#include "services/agent/models/media/mp3_reader.h"

#include <algorithm>
#include <array>

#include "absl/strings/match.h"

namespace lossy::agent {
namespace {

using Kind = StreamPart::Kind;

constexpr std::size_t kHeadBytes = 4, kTagHeadBytes = 10;
constexpr absl::string_view kTag("ID3");

struct Frame {
  std::size_t bytes = 0;
  double seconds = 0;
};

// The frame at the beginning of `bytes`. Nullopt: it is no frame of layer III with a stated bit
// rate.
absl::optional<Frame> ReadFrame(absl::string_view bytes) {
  constexpr std::array<int, 16> kKilobits1 = {0,   32,  40,  48,  56,  64,  80,  96,
                                              112, 128, 160, 192, 224, 256, 320, 0};
  constexpr std::array<int, 16> kKilobits2 = {0,  8,  16, 24,  32,  40,  48,  56,
                                              64, 80, 96, 112, 128, 144, 160, 0};
  constexpr std::array<int, 4> kRates1 = {44'100, 48'000, 32'000, 0};
  if (bytes.size() < kHeadBytes) return absl::nullopt;
  const auto second = static_cast<unsigned char>(bytes[1]);
  const auto third = static_cast<unsigned char>(bytes[2]);
  // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5.
  const unsigned version = (second >> 3) & 3;
  const bool is_synced = static_cast<unsigned char>(bytes[0]) == 0xFF && (second & 0xE0) == 0xE0;
  if (!is_synced || version == 1 || (second & 0x06) != 0x02) return absl::nullopt;
  const int kilobits = (version == 3 ? kKilobits1 : kKilobits2)[third >> 4];
  const int rate = kRates1[(third >> 2) & 3] / (version == 3 ? 1 : version == 2 ? 2 : 4);
  if (kilobits == 0 || rate == 0) return absl::nullopt;
  const int samples = version == 3 ? 1'152 : 576;
  const int padding = (third >> 1) & 1;
  return Frame{static_cast<std::size_t>(samples / 8 * kilobits * 1'000 / rate + padding),
               static_cast<double>(samples) / rate};
}

}  // namespace

bool IsMp3Frame(absl::string_view bytes) { return ReadFrame(bytes).has_value(); }

absl::optional<StreamPart> Mp3Reader::Read(absl::string_view bytes) {
  if (absl::StartsWith(bytes, kTag)) {
    if (bytes.size() < kTagHeadBytes) return absl::nullopt;
    std::uint64_t size = 0;
    for (std::size_t i = 6; i < kTagHeadBytes; ++i) {
      size = size << 7 | (static_cast<unsigned char>(bytes[i]) & 0x7F);
    }
    Understood();
    return StreamPart{.bytes = kTagHeadBytes + size};
  }
  if (bytes.size() < kHeadBytes) return absl::nullopt;
  const absl::optional<Frame> frame = ReadFrame(bytes);
  if (!frame) return SkipBroken(bytes);
  Understood();
  return StreamPart{.kind = Kind::kSound, .bytes = frame->bytes, .seconds = frame->seconds};
}

StreamPart Mp3Reader::SkipBroken(absl::string_view bytes) {
  for (std::size_t at = 1; at + kHeadBytes <= bytes.size(); ++at) {
    if (IsMp3Frame(bytes.substr(at))) return Broken(at);
  }
  return Broken(bytes.size() - std::min(bytes.size() - 1, kHeadBytes - 1));
}

}  // namespace lossy::agent
