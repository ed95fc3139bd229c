#include "services/agent/models/media/ogg_reader.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/agent/models/media/bytes.h"
#include "services/agent/models/media/opus_packet.h"

namespace lossy::agent {
namespace {

using Kind = StreamPart::Kind;

constexpr absl::string_view kMagic("OggS");
// The size of a page's head before the lengths of its segments.
constexpr std::size_t kHeadBytes = 27;
constexpr std::size_t kFlagsAt = 5, kPositionAt = 6, kSerialAt = 14, kSumAt = 22, kSegmentsAt = 26;
constexpr unsigned char kContinued = 1, kFirstPage = 2, kLastPage = 4;
constexpr std::uint64_t kNoPosition = ~std::uint64_t{0};
constexpr double kLeastRate = 8'000, kMostRate = 192'000;
constexpr unsigned char kFullSegment = 255;

unsigned char ByteAt(absl::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

// A complete page.
struct Page {
  absl::string_view bytes;

  unsigned char flags() const { return ByteAt(bytes, kFlagsAt); }
  std::uint64_t position() const { return LittleEndian(bytes.substr(kPositionAt), 8); }
  std::uint64_t serial() const { return LittleEndian(bytes.substr(kSerialAt), 4); }
  std::size_t segments() const { return ByteAt(bytes, kSegmentsAt); }
  absl::string_view lengths() const { return bytes.substr(kHeadBytes, segments()); }
  absl::string_view body() const { return bytes.substr(kHeadBytes + segments()); }
};

// A packet, or the piece of one that a page has.
struct Packet {
  absl::string_view bytes;
  std::size_t segments = 0;  // Up to its end, from the beginning of the page.
  bool begins = true;
  bool ends = true;
};

std::vector<Packet> PacketsOf(const Page& page) {
  std::vector<Packet> packets;
  absl::string_view body = page.body();
  std::size_t size = 0;
  bool begins = (page.flags() & kContinued) == 0;
  for (std::size_t i = 0; i < page.segments(); ++i) {
    const unsigned char length = ByteAt(page.lengths(), i);
    size += length;
    const bool ends = length < kFullSegment;
    if (!ends && i + 1 < page.segments()) continue;
    packets.push_back({body.substr(0, size), i + 1, begins, ends});
    body.remove_prefix(std::min(size, body.size()));
    size = 0;
    begins = true;
  }
  return packets;
}

// The length in seconds of the packets that end in a page. 0: unknown.
double SecondsOf(const std::vector<Packet>& packets) {
  double seconds = 0;
  for (const Packet& packet : packets) {
    // The head of a packet stands on the page where it begins. All packets of a recorder have
    // the length of their neighbours.
    const Packet& speaks = packet.begins || packets.size() == 1 ? packet : packets.back();
    if (packet.ends) seconds += OpusPacketSeconds(speaks.bytes);
  }
  return seconds;
}

// The checksum of RFC 3533: polynomial 0x04c11db7, not reflected.
std::uint32_t Checksum(absl::string_view bytes) {
  std::uint32_t sum = 0;
  for (const char byte : bytes) {
    sum ^= static_cast<std::uint32_t>(static_cast<unsigned char>(byte)) << 24;
    for (int bit = 0; bit < 8; ++bit) {
      sum = (sum & 0x80000000u) != 0 ? sum << 1 ^ 0x04c11db7u : sum << 1;
    }
  }
  return sum;
}

void Put(std::uint64_t number, std::size_t count, std::size_t at, std::string* bytes) {
  for (std::size_t i = 0; i < count; ++i) (*bytes)[at + i] = static_cast<char>(number >> (8 * i));
}

// A page with the segments from `from` to `to` of another, and their bytes.
std::string SubPage(const Page& page, std::size_t from, std::size_t to, std::uint64_t position,
                    unsigned char flags) {
  std::size_t skipped = 0, kept = 0;
  for (std::size_t i = 0; i < to; ++i) {
    (i < from ? skipped : kept) += ByteAt(page.lengths(), i);
  }
  std::string made =
      absl::StrCat(page.bytes.substr(0, kHeadBytes), page.lengths().substr(from, to - from),
                   page.body().substr(skipped, kept));
  made[kFlagsAt] = static_cast<char>(flags);
  made[kSegmentsAt] = static_cast<char>(to - from);
  Put(position, 8, kPositionAt, &made);
  Put(0, 4, kSumAt, &made);
  Put(Checksum(made), 4, kSumAt, &made);
  return made;
}

}  // namespace

absl::optional<StreamPart> OggReader::Read(absl::string_view bytes) {
  if (bytes.substr(0, kMagic.size()) != kMagic.substr(0, bytes.size())) return SkipBroken(bytes);
  if (bytes.size() < kHeadBytes) return absl::nullopt;
  const std::size_t segments = ByteAt(bytes, kSegmentsAt);
  if (bytes.size() < kHeadBytes + segments) return absl::nullopt;
  std::size_t size = kHeadBytes + segments;
  for (std::size_t i = 0; i < segments; ++i) size += ByteAt(bytes, kHeadBytes + i);
  if (bytes.size() < size) return absl::nullopt;
  Understood();
  const absl::string_view page = bytes.substr(0, size);
  if ((Page{page}.flags() & kFirstPage) != 0) ReadFirstPage(page);
  return ReadPage(page);
}

void OggReader::ReadFirstPage(absl::string_view page) {
  constexpr absl::string_view kOpus("OpusHead"), kVorbis("\x01vorbis");
  constexpr std::size_t kRateAt = 12;
  const absl::string_view body = Page{page}.body();
  const bool is_opus = absl::StartsWith(body, kOpus);
  const bool is_vorbis = absl::StartsWith(body, kVorbis) && body.size() >= kRateAt + 4;
  if (has_stream_ || !(is_opus || is_vorbis)) return;
  has_stream_ = true;
  is_opus_ = is_opus;
  serial_ = Page{page}.serial();
  if (is_vorbis) {
    const auto rate = static_cast<double>(LittleEndian(body.substr(kRateAt), 4));
    rate_ = std::clamp(rate, kLeastRate, kMostRate);
  }
}

StreamPart OggReader::ReadPage(absl::string_view bytes) const {
  const Page page{bytes};
  StreamPart part{.bytes = bytes.size()};
  if (has_stream_ && page.serial() != serial_) {
    part.kind = (page.flags() & kFirstPage) != 0 ? Kind::kHeader : Kind::kPicture;
    return part;
  }
  if (page.position() == 0 || (page.flags() & kFirstPage) != 0) {
    part.kind = Kind::kHeader;
    return part;
  }
  part.kind = Kind::kSound;
  if (is_opus_) part.seconds = SecondsOf(PacketsOf(page));
  if (page.position() == kNoPosition) return part;
  // A page states the time of its end.
  part.starts_at = static_cast<double>(page.position()) / rate_ - part.seconds;
  return part;
}

StreamPart OggReader::SkipBroken(absl::string_view bytes) {
  const std::size_t next = bytes.find(kMagic, 1);
  if (next != absl::string_view::npos) return Broken(next);
  const std::size_t kept = std::min(bytes.size() - 1, kMagic.size() - 1);
  return Broken(bytes.size() - kept);
}

absl::optional<StreamReader::Halves> OggReader::Divide(absl::string_view part,
                                                       double seconds) const {
  const Page page{part};
  const std::vector<Packet> packets = PacketsOf(page);
  if (!is_opus_ || page.position() == kNoPosition) return absl::nullopt;
  double left = SecondsOf(packets), passed = 0;
  for (const Packet& packet : packets) {
    if (!packet.ends) return absl::nullopt;
    const double length = OpusPacketSeconds((packet.begins ? packet : packets.back()).bytes);
    passed += length;
    left -= length;
    if (passed < seconds || packet.segments == page.segments()) continue;
    const auto after = static_cast<std::uint64_t>(std::max(0.0, left) * rate_ + 0.5);
    const std::uint64_t middle = page.position() > after ? page.position() - after : 1;
    return Halves{SubPage(page, 0, packet.segments, middle,
                          static_cast<unsigned char>(page.flags() & ~kLastPage)),
                  SubPage(page, packet.segments, page.segments(), page.position(),
                          static_cast<unsigned char>(page.flags() & ~kContinued))};
  }
  return absl::nullopt;
}

}  // namespace lossy::agent
