#include "services/agent/models/media/webm_reader.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/agent/models/media/bytes.h"
#include "services/agent/models/media/opus_packet.h"
#include "services/agent/models/media/webm_repair.h"

namespace lossy::agent {
namespace {

using Kind = StreamPart::Kind;

constexpr std::uint32_t kEbml = 0x1A45DFA3, kSegment = 0x18538067, kInfo = 0x1549A966,
                        kTracks = 0x1654AE6B, kCluster = 0x1F43B675;
constexpr std::uint32_t kSimpleBlock = 0xA3, kBlockGroup = 0xA0, kBlock = 0xA1, kTimecode = 0xE7;
constexpr std::uint32_t kTimecodeScale = 0x2AD7B1;
constexpr absl::string_view kClusterId("\x1F\x43\xB6\x75", 4);
// The head of a cluster of unknown size.
constexpr absl::string_view kOpenCluster("\x1F\x43\xB6\x75\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 12);
// An identifier of four bytes and a size of eight.
constexpr std::size_t kMaxHeadBytes = 12;
// A track number of eight bytes, a time, flags, and the first bytes of a packet.
constexpr std::size_t kBlockHeadBytes = 16;
// The block is the first element of its group, or has very few bytes before it.
constexpr std::size_t kGroupHeadBytes = 64;
constexpr double kMaxTickSeconds = 1;
// The largest block, and the largest element beside the blocks. A larger size is an error.
constexpr std::uint64_t kMaxElementBytes = 16 << 20;

// Elements that stand beside blocks and clusters, and whose contents do not matter here.
bool IsSkipped(std::uint32_t id) {
  constexpr std::uint32_t kIds[] = {
      0x114D9B74,  // SeekHead
      0x1254C367,  // Tags
      0x1C53BB6B,  // Cues
      0x1941A469,  // Attachments
      0x1043A770,  // Chapters
      0xEC,        // Void
      0xBF,        // CRC-32
      0xAB,        // PrevSize
      0xA7,        // Position
  };
  return std::find(std::begin(kIds), std::end(kIds), id) != std::end(kIds);
}

// The number at the beginning of `bytes`, which states its own length. 0 bytes: there is none.
struct VarNumber {
  std::uint64_t value = 0;
  std::size_t bytes = 0;
};

VarNumber ReadVarNumber(absl::string_view bytes) {
  if (bytes.empty()) return {};
  const auto first = static_cast<unsigned char>(bytes[0]);
  for (std::size_t length = 1; length <= 8; ++length) {
    const unsigned marker = 0x80u >> (length - 1);
    if ((first & marker) == 0) continue;
    if (bytes.size() < length) return {};
    const std::uint64_t whole = BigEndian(bytes, static_cast<int>(length));
    return {whole & ((std::uint64_t{1} << (7 * length)) - 1), length};
  }
  return {};
}

}  // namespace

absl::optional<StreamPart> WebmReader::Read(absl::string_view bytes) {
  const absl::optional<EbmlElement> element = ReadEbmlElement(bytes);
  if (!element) return bytes.size() < kMaxHeadBytes ? absl::nullopt : SkipBroken(bytes);
  return ReadElement(*element, bytes);
}

absl::optional<StreamPart> WebmReader::ReadElement(const EbmlElement& element,
                                                   absl::string_view bytes) {
  const bool is_container = element.id == kSegment || element.id == kCluster;
  if (!is_container && (element.is_open || element.body_bytes > kMaxElementBytes)) {
    return SkipBroken(bytes);
  }
  switch (element.id) {
    case kSegment:
      Understood();
      return Structure(element.head_bytes);
    case kCluster:
      Understood();
      in_clusters_ = true;
      position_ = kNoTime;
      return StreamPart{.bytes = element.head_bytes, .without_pictures = std::string(kOpenCluster)};
    case kSimpleBlock:
      return ReadBlock(element, bytes);
    case kBlockGroup:
      return ReadGroup(element, bytes);
    case kEbml:
    case kInfo:
    case kTracks:
    case kTimecode:
      return ReadHeader(element, bytes);
    default:
      if (!IsSkipped(element.id)) return SkipBroken(bytes);
      Understood();
      return Structure(element.head_bytes + element.body_bytes);
  }
}

absl::optional<StreamPart> WebmReader::ReadHeader(const EbmlElement& element,
                                                  absl::string_view bytes) {
  if (element.body_bytes > kMaxPartHeadBytes - kMaxHeadBytes) return SkipBroken(bytes);
  if (!element.IsWholeIn(bytes)) return absl::nullopt;
  Understood();
  absl::string_view body = bytes.substr(element.head_bytes, element.body_bytes);
  if (element.id == kTimecode) {
    position_ = static_cast<std::int64_t>(ReadEbmlNumber(body) & INT64_MAX);
  } else if (element.id == kTracks) {
    const WebmTracks tracks = ReadWebmTracks(body);
    has_tracks_ = tracks.sound != 0 || tracks.has_pictures;
    has_pictures_ = tracks.has_pictures;
    sound_track_ = tracks.sound;
    is_opus_ = tracks.is_opus;
  }
  while (element.id == kInfo && !body.empty()) {
    const absl::optional<EbmlElement> child = ReadEbmlElement(body);
    if (!child || !child->IsWholeIn(body)) break;
    const std::uint64_t value = ReadEbmlNumber(body.substr(child->head_bytes, child->body_bytes));
    if (child->id == kTimecodeScale && value > 0) {
      tick_seconds_ = std::min(kMaxTickSeconds, static_cast<double>(value) / 1e9);
    }
    body.remove_prefix(child->whole_bytes());
  }
  return Structure(element.whole_bytes());
}

absl::optional<StreamPart> WebmReader::ReadBlock(const EbmlElement& element,
                                                 absl::string_view bytes) {
  const std::size_t needed = std::min<std::uint64_t>(element.body_bytes, kBlockHeadBytes);
  if (bytes.size() - element.head_bytes < needed) return absl::nullopt;
  Understood();
  StreamPart part =
      ReadBlockBody(bytes.substr(element.head_bytes, static_cast<std::size_t>(element.body_bytes)));
  part.bytes = element.head_bytes + element.body_bytes;
  return part;
}

absl::optional<StreamPart> WebmReader::ReadGroup(const EbmlElement& element,
                                                 absl::string_view bytes) {
  const std::size_t needed = std::min<std::uint64_t>(element.body_bytes, kGroupHeadBytes);
  if (bytes.size() - element.head_bytes < needed) return absl::nullopt;
  Understood();
  StreamPart part;
  absl::string_view rest =
      bytes.substr(element.head_bytes, static_cast<std::size_t>(element.body_bytes));
  for (absl::optional<EbmlElement> child = ReadEbmlElement(rest); child;
       child = ReadEbmlElement(rest)) {
    if (child->id == kBlock) {
      part = ReadBlockBody(
          rest.substr(child->head_bytes, static_cast<std::size_t>(child->body_bytes)));
      break;
    }
    if (!child->IsWholeIn(rest)) break;
    rest.remove_prefix(child->whole_bytes());
  }
  part.bytes = element.head_bytes + element.body_bytes;
  return part;
}

// `body` may be cut behind kBlockHeadBytes.
StreamPart WebmReader::ReadBlockBody(absl::string_view body) const {
  const VarNumber track = ReadVarNumber(body);
  if (track.bytes == 0 || body.size() < track.bytes + 3) return {};
  if (has_tracks_ && track.value != sound_track_) return {.kind = Kind::kPicture};
  const auto ticks = static_cast<std::int16_t>(BigEndian(body.substr(track.bytes), 2));
  const bool is_laced = (static_cast<unsigned char>(body[track.bytes + 2]) & 0x06) != 0;
  StreamPart part{.kind = Kind::kSound};
  if (position_ != kNoTime) {
    part.starts_at = (static_cast<double>(position_) + ticks) * tick_seconds_;
  }
  // Without a header, a block may be a picture.
  const bool is_packet = is_opus_ && !is_laced && (has_tracks_ || !part.starts_at);
  if (is_packet) part.seconds = OpusPacketSeconds(body.substr(track.bytes + 3));
  return part;
}

// Skips to the next cluster or blocks. Keeps the last bytes, in which an identifier may begin.
absl::optional<StreamPart> WebmReader::SkipBroken(absl::string_view bytes) {
  // A cluster may have begun in the lost bytes.
  position_ = kNoTime;
  std::size_t at = 1;
  for (; at < bytes.size(); ++at) {
    const absl::string_view rest = bytes.substr(at);
    if (absl::StartsWith(rest, kClusterId) || AreWebmBlocks(rest)) return Broken(at);
  }
  const std::size_t kept = std::min(bytes.size() - 1, kClusterId.size() - 1);
  return Broken(bytes.size() - kept);
}

StreamPart WebmReader::Structure(std::uint64_t bytes) const {
  return {.kind = in_clusters_ ? Kind::kOther : Kind::kHeader, .bytes = bytes};
}

std::string WebmReader::Opening(std::int64_t position) const {
  if (position == kNoTime) return "";
  std::string time;
  for (int shift = 56; shift >= 0; shift -= 8) {
    time.push_back(static_cast<char>(static_cast<std::uint64_t>(position) >> shift));
  }
  return absl::StrCat(kOpenCluster, "\xE7\x88", time);
}

}  // namespace lossy::agent
