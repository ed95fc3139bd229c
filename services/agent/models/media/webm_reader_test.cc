#include "services/agent/models/media/webm_reader.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/agent/models/media/recorded_stream.h"

namespace lossy::agent {
namespace {

constexpr double kRawRate = 2'000;
constexpr int kPacketMs = 60;
// An Opus packet of 60 ms.
constexpr absl::string_view kPacket("\x18 sound", 7);

std::string Number(std::uint64_t number, int bytes) {
  std::string big;
  for (int i = bytes - 1; i >= 0; --i) big.push_back(static_cast<char>(number >> (8 * i)));
  return big;
}

std::string Element(absl::string_view id, absl::string_view body) {
  // A size of eight bytes.
  return absl::StrCat(id, Number(body.size() | std::uint64_t{1} << 56, 8), body);
}

std::string Track(char number, char type, absl::string_view codec) {
  return Element("\xAE",
                 absl::StrCat(Element("\xD7", std::string(1, number)),
                              Element("\x83", std::string(1, type)), Element("\x86", codec)));
}

std::string Header(const std::string& tracks, std::uint64_t tick_ns = 1'000'000) {
  return absl::StrCat(Element("\x1A\x45\xDF\xA3", "webm"), "\x18\x53\x80\x67",
                      "\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
                      Element("\x15\x49\xA9\x66", Element("\x2A\xD7\xB1", Number(tick_ns, 4))),
                      Element("\x16\x54\xAE\x6B", tracks));
}

std::string SoundHeader() { return Header(Track(1, 2, "A_OPUS")); }

std::string BlockBody(char track, int ms, char flags, absl::string_view contents) {
  return absl::StrCat(std::string(1, static_cast<char>(0x80 | track)),
                      Number(static_cast<std::uint16_t>(ms), 2), std::string(1, flags), contents);
}

std::string Block(int ms, absl::string_view contents = kPacket) {
  return Element("\xA3", BlockBody(1, ms, '\x80', contents));
}

// Packets, one after the other, of a second and a bit.
std::string Packets(int count = 20) {
  std::string blocks;
  for (int i = 0; i < count; ++i) blocks += Block(i * kPacketMs);
  return blocks;
}

std::string Cluster(std::uint64_t ms, const std::string& blocks) {
  return absl::StrCat("\x1F\x43\xB6\x75", "\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
                      Element("\xE7", Number(ms, 8)), blocks);
}

std::string SizedCluster(std::uint64_t ms, const std::string& blocks) {
  return Element("\x1F\x43\xB6\x75", absl::StrCat(Element("\xE7", Number(ms, 8)), blocks));
}

double Seconds(const std::string& webm) { return RecordingSeconds(webm, kRawRate); }

TEST(WebmReaderTest, ClustersMayHaveASizeOrNone) {
  EXPECT_NEAR(Seconds(SoundHeader() + Cluster(0, Packets()) + Cluster(1'200, Packets())), 2.4,
              1e-6);
  EXPECT_NEAR(Seconds(SoundHeader() + SizedCluster(0, Packets()) + SizedCluster(1'200, Packets())),
              2.4, 1e-6);
}

TEST(WebmReaderTest, AStreamMayBeginLateAndItsTimesMayJump) {
  const std::string late = SoundHeader() + Cluster(3'600'000, Packets());
  EXPECT_NEAR(Seconds(late), 1.2, 1e-6);
  EXPECT_NEAR(Seconds(late + Cluster(0, Packets())), 2.4, 1e-6);
  EXPECT_NEAR(Seconds(late + Cluster(~std::uint64_t{0}, Packets())), 2.4, 1e-6);
  EXPECT_NEAR(Seconds(late + Cluster(3'603'200, Packets())), 4.4, 1e-6);
}

TEST(WebmReaderTest, TicksMayBeOfAnyLength) {
  // Ticks of a tenth of a millisecond.
  std::string blocks;
  for (int i = 0; i < 20; ++i) blocks += Block(i * kPacketMs * 10);
  const std::string header = Header(Track(1, 2, "A_OPUS"), 100'000);
  EXPECT_NEAR(Seconds(header + Cluster(50'000, blocks)), 1.2, 1e-6);
}

TEST(WebmReaderTest, ABlockOfSeveralPacketsLastsUntilTheNext) {
  // Laced: three packets of one size.
  const std::string three = absl::StrCat(std::string(1, '\x02'), kPacket, kPacket, kPacket);
  std::string blocks;
  for (int i = 0; i < 10; ++i) {
    blocks += Element("\xA3", BlockBody(1, i * 3 * kPacketMs, '\x84', three));
  }
  EXPECT_NEAR(Seconds(SoundHeader() + Cluster(0, blocks + Block(1'800))), 1.86, 1e-6);
}

TEST(WebmReaderTest, ABlockMayBeInAGroup) {
  std::string blocks;
  for (int i = 0; i < 20; ++i) {
    const std::string block = Element("\xA1", BlockBody(1, i * kPacketMs, '\0', kPacket));
    blocks += Element("\xA0", absl::StrCat(i % 2 == 0 ? "" : Element("\x9B", "\x3C"), block));
  }
  EXPECT_NEAR(Seconds(SoundHeader() + Cluster(0, blocks)), 1.2, 1e-6);
}

TEST(WebmReaderTest, PicturesOfAnyFormAreLeftOut) {
  const std::string header = Header(Track(1, 1, "V_VP8") + Track(2, 2, "A_OPUS"));
  const std::string picture(5'000, 'p');
  std::string all, sound;
  for (int i = 0; i < 20; ++i) {
    const std::string block = Element("\xA3", BlockBody(2, i * kPacketMs, '\x80', kPacket));
    sound += block;
    all += block + Element("\xA3", BlockBody(1, i * kPacketMs, '\x80', picture));
    all += Element("\xA0", Element("\xA1", BlockBody(1, i * kPacketMs, '\0', picture)));
  }
  for (const std::string& stream : {header + Cluster(0, all), header + SizedCluster(0, all)}) {
    RecordedStream recorded(kRawRate);
    EXPECT_EQ(recorded.Take(stream), header + Cluster(0, sound));
    EXPECT_NEAR(recorded.seconds(), 1.2, 1e-6);
  }
}

TEST(WebmReaderTest, SoundWithoutALengthOfItsOwnIsMeasuredByItsTimes) {
  const std::string header = Header(Track(1, 2, "A_PCM/FLOAT/IEEE"));
  EXPECT_NEAR(Seconds(header + Cluster(0, Packets(101))), 6, 1e-6);
}

TEST(WebmReaderTest, AFalseSizeHidesNoBlock) {
  // A block that states a size of a gigabyte.
  const std::string lie = absl::StrCat("\xA3", Number(std::uint64_t{1} << 56 | 1 << 30, 8), "..");
  const std::string webm = SoundHeader() + Cluster(0, Packets()) + lie + Cluster(1'200, Packets());
  EXPECT_NEAR(Seconds(webm), 2.4, 0.1);
}

}  // namespace
}  // namespace lossy::agent
