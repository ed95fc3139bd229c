#include "services/agent/models/media/webm_repair.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "services/agent/models/media/container.h"
#include "services/agent/models/media/ebml.h"
#include "services/agent/models/media/lost_header.h"

namespace lossy::agent {
namespace {

constexpr std::uint32_t kEbml = 0x1A45DFA3, kSegment = 0x18538067;
constexpr std::uint32_t kSeekHead = 0x114D9B74, kInfo = 0x1549A966, kTracks = 0x1654AE6B,
                        kTags = 0x1254C367, kCues = 0x1C53BB6B, kCluster = 0x1F43B675;
// An identifier of four bytes and a size of eight.
constexpr std::size_t kMaxHeadBytes = 12;
constexpr std::uint32_t kVoid = 0xEC, kSimpleBlock = 0xA3, kBlockGroup = 0xA0;

bool BelongsBeforeClusters(std::uint32_t id) {
  return id == kSeekHead || id == kInfo || id == kTracks || id == kTags || id == kCues ||
         id == kVoid;
}

// The end of the header, behind the tracks. Nullopt: the header is incomplete.
absl::optional<std::size_t> EndOfHeader(absl::string_view webm) {
  const absl::optional<EbmlElement> ebml = ReadEbmlElement(webm);
  if (!ebml || ebml->id != kEbml || !ebml->IsWholeIn(webm)) return absl::nullopt;
  std::size_t at = ebml->whole_bytes();
  const absl::optional<EbmlElement> segment = ReadEbmlElement(webm.substr(at));
  if (!segment || segment->id != kSegment) return absl::nullopt;
  at += segment->head_bytes;
  bool has_tracks = false;
  for (;;) {
    const absl::string_view rest = webm.substr(at);
    const absl::optional<EbmlElement> element = ReadEbmlElement(rest);
    if (!element || !BelongsBeforeClusters(element->id) || !element->IsWholeIn(rest)) break;
    has_tracks |= element->id == kTracks;
    at += element->whole_bytes();
  }
  return has_tracks ? absl::make_optional(at) : absl::nullopt;
}

// The least size of a block: a track number, a time, flags, and a byte of a packet.
bool IsBlock(const EbmlElement& element, absl::string_view rest) {
  static constexpr std::size_t kLeastBytes = 5;
  if (element.id == kBlockGroup) return element.IsWholeIn(rest) && element.body_bytes > kLeastBytes;
  if (element.id != kSimpleBlock || !element.IsWholeIn(rest)) return false;
  if (element.body_bytes < kLeastBytes) return false;
  const auto track = static_cast<unsigned char>(rest[element.head_bytes]);
  return track > 0x80 && track < 0x90;
}

// True if `rest` may stand behind a block: another block, even a cut one, or the end of the
// cluster.
bool MayFollowBlock(absl::string_view rest) {
  const absl::optional<EbmlElement> element = ReadEbmlElement(rest);
  if (!element) return rest.size() < kMaxHeadBytes;
  return element->id == kSimpleBlock || element->id == kBlockGroup || element->id == kCluster ||
         element->id == kCues || element->id == kVoid;
}

}  // namespace

bool AreWebmBlocks(absl::string_view bytes) {
  static constexpr int kInARow = 3;
  absl::string_view rest = bytes;
  for (int i = 0; i < kInARow; ++i) {
    const absl::optional<EbmlElement> element = ReadEbmlElement(rest);
    if (!element || !IsBlock(*element, rest)) return i > 0 && MayFollowBlock(rest);
    rest.remove_prefix(element->whole_bytes());
  }
  return true;
}

absl::optional<std::string> RepairWebm(absl::string_view webm) {
  if (DemuxerFor(webm) == nullptr) return WithWebmHeader(webm);
  const absl::optional<std::size_t> end = EndOfHeader(webm);
  if (!end) return absl::nullopt;
  const absl::string_view header = webm.substr(0, *end);
  absl::string_view rest = webm.substr(*end);
  const absl::optional<EbmlElement> next = ReadEbmlElement(rest);
  if (rest.empty() || (next && next->id == kCluster)) return absl::nullopt;
  for (; !rest.empty(); rest.remove_prefix(1)) {
    if (AreWebmBlocks(rest)) return absl::StrCat(header, kOpenWebmCluster, rest);
  }
  return absl::nullopt;
}

}  // namespace lossy::agent
