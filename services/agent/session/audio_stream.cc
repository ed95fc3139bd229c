#include "services/agent/session/audio_stream.h"

#include <algorithm>
#include <cstdint>

namespace lossy::agent {
namespace {

constexpr absl::string_view kEbml("\x1A\x45\xDF\xA3", 4);
constexpr absl::string_view kCluster("\x1F\x43\xB6\x75", 4);
constexpr absl::string_view kOgg("OggS");
constexpr absl::string_view kRiff("RIFF");
constexpr absl::string_view kMp4Type("ftyp");
// Browsers record Opus at 16 to 128 kbit/s. At the least of these, a minute as estimated is still
// less than the two minutes that a recogniser takes.
constexpr double kBrowserBytesPerSecond = 3'500;
// AAC as browsers record speech.
constexpr double kMp4BytesPerSecond = 16'000;
// A header is small; what claims otherwise is none.
constexpr std::size_t kMaxHeaderBytes = 64 << 10;

// Of a WAV: the fields of "fmt " that are read, and what they may say. Nothing that records speech
// says anything else, and a client that does would choose how long its bytes are taken for.
constexpr std::size_t kWavFormatBytes = 16;
constexpr double kLeastSampleRate = 8'000;
constexpr double kMostSampleRate = 192'000;
constexpr double kMostChannels = 8;
constexpr double kLeastSampleBits = 4;  // ADPCM.
constexpr double kMostSampleBits = 64;

bool IsMp4(absl::string_view piece) { return piece.size() >= 8 && piece.substr(4, 4) == kMp4Type; }

bool StartsWith(absl::string_view piece, absl::string_view magic) {
  return piece.substr(0, magic.size()) == magic;
}

std::uint32_t LittleEndian32(absl::string_view bytes) {
  std::uint32_t number = 0;
  for (int i = 3; i >= 0; --i) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

double LittleEndian16(absl::string_view bytes) {
  return static_cast<unsigned char>(bytes[0]) | static_cast<unsigned char>(bytes[1]) << 8;
}

std::uint32_t BigEndian32(absl::string_view bytes) {
  std::uint32_t number = 0;
  for (int i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

std::size_t WebmHeader(absl::string_view piece) {
  const std::size_t cluster = piece.find(kCluster);
  // Browsers may send the header alone.
  return cluster == absl::string_view::npos ? piece.size() : cluster;
}

// Pages whose position is 0 carry the codec's headers.
std::size_t OggHeader(absl::string_view piece) {
  std::size_t at = 0;
  while (piece.size() - at >= 27 && piece.substr(at, 4) == kOgg) {
    const absl::string_view page = piece.substr(at);
    if (LittleEndian32(page.substr(6)) != 0 || LittleEndian32(page.substr(10)) != 0) return at;
    const std::size_t segments = static_cast<unsigned char>(page[26]);
    if (page.size() < 27 + segments) return 0;
    std::size_t size = 27 + segments;
    for (std::size_t i = 0; i < segments; ++i) size += static_cast<unsigned char>(page[27 + i]);
    if (page.size() < size) return 0;
    at += size;
  }
  return at == piece.size() ? at : 0;
}

// The chunk whose name is given: where its contents start. 0: there is none.
std::size_t WavChunk(absl::string_view piece, absl::string_view name) {
  std::size_t at = 12;
  while (at + 8 <= piece.size()) {
    if (piece.substr(at, 4) == name) return at + 8;
    at += 8 + static_cast<std::size_t>(LittleEndian32(piece.substr(at + 4)));
  }
  return 0;
}

// From the fields that a decoder goes by, not from the one that names the result.
double WavBytesPerSecond(absl::string_view format) {
  const double channels = std::clamp(LittleEndian16(format.substr(2)), 1.0, kMostChannels);
  const double rate =
      std::clamp<double>(LittleEndian32(format.substr(4)), kLeastSampleRate, kMostSampleRate);
  const double bits =
      std::clamp(LittleEndian16(format.substr(14)), kLeastSampleBits, kMostSampleBits);
  return channels * rate * bits / 8;
}

std::size_t Mp4Header(absl::string_view piece) {
  std::size_t at = 0;
  while (at + 8 <= piece.size()) {
    const std::size_t size = BigEndian32(piece.substr(at));
    if (piece.substr(at + 4, 4) == "moof") return at;
    if (size < 8) return 0;
    at += size;
  }
  return at == piece.size() ? at : 0;
}

}  // namespace

bool StartsStream(absl::string_view piece) {
  return StartsWith(piece, kEbml) || StartsWith(piece, kRiff) || IsMp4(piece) ||
         // Every page starts so, but only the first is a beginning.
         (StartsWith(piece, kOgg) && piece.size() > 5 && (piece[5] & 2) != 0);
}

std::size_t HeaderSize(absl::string_view first_piece) {
  std::size_t size = 0;
  if (StartsWith(first_piece, kEbml)) size = WebmHeader(first_piece);
  if (StartsWith(first_piece, kOgg)) size = OggHeader(first_piece);
  if (StartsWith(first_piece, kRiff)) size = WavChunk(first_piece, "data");
  if (IsMp4(first_piece)) size = Mp4Header(first_piece);
  return size > kMaxHeaderBytes || size > first_piece.size() ? 0 : size;
}

double BytesPerSecond(absl::string_view first_piece, double opus_rate) {
  if (IsMp4(first_piece)) return kMp4BytesPerSecond;
  if (StartsWith(first_piece, kEbml) || StartsWith(first_piece, kOgg)) {
    return std::max(opus_rate, kBrowserBytesPerSecond);
  }
  if (!StartsWith(first_piece, kRiff)) return opus_rate;
  const std::size_t format = WavChunk(first_piece, "fmt ");
  if (format == 0 || format + kWavFormatBytes > first_piece.size()) return opus_rate;
  return WavBytesPerSecond(first_piece.substr(format));
}

}  // namespace lossy::agent
