#include "services/agent/models/media/lost_header.h"

#include <algorithm>
#include <cstdint>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/agent/models/media/ebml.h"
#include "services/agent/models/media/webm_repair.h"

namespace lossy::agent {
namespace {

constexpr absl::string_view kClusterId("\x1F\x43\xB6\x75", 4);
constexpr std::uint32_t kCluster = 0x1F43B675, kSimpleBlock = 0xA3;
// This many blocks suffice to distinguish the tracks.
constexpr int kElements = 500;
// A header with more tracks needs an element with a longer size.
constexpr std::size_t kMaxTracks = 2;

// An element. Its body must be shorter than 127 bytes.
std::string Element(absl::string_view id, absl::string_view body) {
  return absl::StrCat(id, std::string(1, static_cast<char>(0x80 | body.size())), body);
}

std::string SoundTrack(absl::string_view number) {
  // Two channels, 312 samples that a decoder leaves out, 48 kHz.
  constexpr absl::string_view kOpusHead("OpusHead\x01\x02\x38\x01\x80\xBB\0\0\0\0\0", 19);
  constexpr absl::string_view kRate("\x47\x3B\x80\x00", 4);
  return Element(
      "\xAE",
      absl::StrCat(Element("\xD7", number), Element("\x73\xC5", number), Element("\x83", "\x02"),
                   Element("\x86", "A_OPUS"), Element("\x63\xA2", kOpusHead),
                   Element("\xE1", absl::StrCat(Element("\xB5", kRate), Element("\x9F", "\x02")))));
}

// A demuxer skips a cluster with blocks of a track that the header does not name.
std::string PictureTrack(absl::string_view number) {
  return Element("\xAE", absl::StrCat(Element("\xD7", number), Element("\x73\xC5", number),
                                      Element("\x83", "\x01"), Element("\x86", "V_VP8")));
}

// The largest block of each track, by the track's number as blocks state it.
std::map<char, std::uint64_t> LargestBlocks(absl::string_view bytes) {
  std::map<char, std::uint64_t> largest;
  for (int i = 0; i < kElements && largest.size() <= kMaxTracks; ++i) {
    const absl::optional<EbmlElement> element = ReadEbmlElement(bytes);
    if (!element) break;
    const bool is_cluster = element->id == kCluster;
    if (!is_cluster && !element->IsWholeIn(bytes)) break;
    if (element->id == kSimpleBlock && element->body_bytes > 0) {
      std::uint64_t& most = largest[bytes[element->head_bytes]];
      most = std::max(most, element->body_bytes);
    }
    bytes.remove_prefix(is_cluster ? element->head_bytes : element->whole_bytes());
  }
  return largest;
}

std::string Header(absl::string_view blocks) {
  std::map<char, std::uint64_t> largest = LargestBlocks(blocks);
  if (largest.empty()) largest['\x81'] = 0;
  const auto sound =
      std::min_element(largest.begin(), largest.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  std::string tracks;
  for (const auto& [track, bytes] : largest) {
    const std::string number(1, static_cast<char>(track & 0x7F));
    tracks += track == sound->first ? SoundTrack(number) : PictureTrack(number);
  }
  return absl::StrCat(Element("\x1A\x45\xDF\xA3", Element("\x42\x82", "webm")),
                      absl::string_view("\x18\x53\x80\x67\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 12),
                      Element("\x16\x54\xAE\x6B", tracks));
}

}  // namespace

absl::optional<std::string> WithWebmHeader(absl::string_view bytes) {
  for (; !bytes.empty(); bytes.remove_prefix(1)) {
    const bool is_cluster = absl::StartsWith(bytes, kClusterId);
    if (!is_cluster && !AreWebmBlocks(bytes)) continue;
    return absl::StrCat(Header(bytes), is_cluster ? "" : kOpenWebmCluster, bytes);
  }
  return absl::nullopt;
}

}  // namespace lossy::agent
