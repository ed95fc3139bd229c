#include "services/agent/models/media/stream_kind.h"

#include "absl/strings/match.h"
#include "services/agent/models/media/mp3_reader.h"
#include "services/agent/models/media/mp4_reader.h"
#include "services/agent/models/media/ogg_reader.h"
#include "services/agent/models/media/raw_reader.h"
#include "services/agent/models/media/wav_reader.h"
#include "services/agent/models/media/webm_reader.h"
#include "services/agent/models/media/webm_repair.h"

namespace lossy::agent {
namespace {

constexpr absl::string_view kEbml("\x1A\x45\xDF\xA3", 4);
constexpr absl::string_view kCluster("\x1F\x43\xB6\x75", 4);
constexpr absl::string_view kOgg("OggS");
constexpr absl::string_view kRiff("RIFF");
constexpr absl::string_view kMp4("ftyp");
constexpr absl::string_view kFragment("moof");

bool IsMp4(absl::string_view bytes) { return bytes.size() >= 8 && bytes.substr(4, 4) == kMp4; }

// The kind of bytes from the middle of a stream.
StreamKind KindOfRest(absl::string_view bytes) {
  if (absl::StrContains(bytes, kOgg)) return StreamKind::kOgg;
  if (absl::StrContains(bytes, kCluster)) return StreamKind::kWebm;
  if (absl::StrContains(bytes, kFragment)) return StreamKind::kMp4;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (AreWebmBlocks(bytes.substr(at))) return StreamKind::kWebm;
  }
  return StreamKind::kRaw;
}

}  // namespace

bool StartsStream(absl::string_view piece) {
  return absl::StartsWith(piece, kEbml) || absl::StartsWith(piece, kRiff) || IsMp4(piece) ||
         // Every page has this magic number, but only the first page begins a stream.
         (absl::StartsWith(piece, kOgg) && piece.size() > 5 && (piece[5] & 2) != 0);
}

StreamKind StreamKindOf(absl::string_view bytes) {
  if (bytes.size() < kMaxMagicBytes) return StreamKind::kUnknown;
  if (absl::StartsWith(bytes, kEbml)) return StreamKind::kWebm;
  if (absl::StartsWith(bytes, kOgg)) return StreamKind::kOgg;
  if (absl::StartsWith(bytes, kRiff)) return StreamKind::kWav;
  if (IsMp4(bytes)) return StreamKind::kMp4;
  if (absl::StartsWith(bytes, "ID3") || IsMp3Frame(bytes)) return StreamKind::kMp3;
  return KindOfRest(bytes);
}

std::unique_ptr<StreamReader> MakeStreamReader(StreamKind kind) {
  switch (kind) {
    case StreamKind::kWebm:
      return std::make_unique<WebmReader>();
    case StreamKind::kOgg:
      return std::make_unique<OggReader>();
    case StreamKind::kWav:
      return std::make_unique<WavReader>();
    case StreamKind::kMp4:
      return std::make_unique<Mp4Reader>();
    case StreamKind::kMp3:
      return std::make_unique<Mp3Reader>();
    case StreamKind::kUnknown:
    case StreamKind::kRaw:
      break;
  }
  return std::make_unique<RawReader>();
}

}  // namespace lossy::agent
