#include "services/agent/models/media/container.h"

#include "absl/strings/match.h"

namespace lossy::agent {
namespace {

// The first header of an MPEG frame: eleven bits that are set, and layer III.
bool IsMpegFrame(absl::string_view audio) {
  if (audio.size() < 4) return false;
  const auto first = static_cast<unsigned char>(audio[0]);
  const auto second = static_cast<unsigned char>(audio[1]);
  return first == 0xFF && (second & 0xE0) == 0xE0 && (second & 0x06) == 0x02;
}

}  // namespace

const char* DemuxerFor(absl::string_view audio) {
  if (absl::StartsWith(audio, "\x1A\x45\xDF\xA3")) return "matroska";
  if (absl::StartsWith(audio, "OggS")) return "ogg";
  if (audio.size() >= 12 && absl::StartsWith(audio, "RIFF") && audio.substr(8, 4) == "WAVE")
    return "wav";
  if (audio.size() >= 8 && audio.substr(4, 4) == "ftyp") return "mov";
  if (absl::StartsWith(audio, "ID3") || IsMpegFrame(audio)) return "mp3";
  return nullptr;
}

}  // namespace lossy::agent
