#include "services/agent/session/audio_stream.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

const std::string kEbml("\x1A\x45\xDF\xA3", 4);
const std::string kCluster("\x1F\x43\xB6\x75", 4);

std::string Little(std::uint32_t number) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<char>(number >> (8 * i)));
  return bytes;
}

std::string Box(const std::string& type, const std::string& contents) {
  const std::uint32_t size = 8 + static_cast<std::uint32_t>(contents.size());
  std::string bytes;
  for (int i = 3; i >= 0; --i) bytes.push_back(static_cast<char>(size >> (8 * i)));
  return bytes + type + contents;
}

std::string Page(char flags, std::uint32_t position, const std::string& contents) {
  return absl::StrCat("OggS", std::string(1, '\0'), std::string(1, flags), Little(position),
                      Little(0), std::string(12, 's'), "\x01",
                      std::string(1, static_cast<char>(contents.size())), contents);
}

std::string Little16(std::uint16_t number) { return Little(number).substr(0, 2); }

struct WavFormat {
  std::uint16_t channels = 1;
  std::uint32_t rate = 16'000;
  std::uint32_t bytes_per_second = 32'000;
  std::uint16_t bits = 16;
};

std::string Wav(const WavFormat& claimed, const std::string& samples) {
  const std::string format =
      absl::StrCat(Little16(1), Little16(claimed.channels), Little(claimed.rate),
                   Little(claimed.bytes_per_second), Little16(2), Little16(claimed.bits));
  return absl::StrCat("RIFF", Little(99), "WAVE", "fmt ", Little(format.size()), format, "data",
                      Little(samples.size()), samples);
}

TEST(AudioStreamTest, AWebmNeedsWhatComesBeforeItsFirstCluster) {
  const std::string stream = kEbml + "info and tracks" + kCluster + "sound";
  EXPECT_TRUE(StartsStream(stream));
  EXPECT_EQ(stream.substr(0, HeaderSize(stream)), kEbml + "info and tracks");
  EXPECT_EQ(HeaderSize(kEbml + "no cluster yet"), 18);
  EXPECT_EQ(BytesPerSecond(stream, 2'000), 3'500);
}

TEST(AudioStreamTest, AnOggNeedsItsHeaderPages) {
  const std::string headers = Page(2, 0, "OpusHead") + Page(0, 0, "OpusTags");
  const std::string sound = Page(0, 960, "sound");
  EXPECT_TRUE(StartsStream(headers));
  EXPECT_FALSE(StartsStream(sound));
  EXPECT_EQ(HeaderSize(headers + sound), headers.size());
  EXPECT_EQ(HeaderSize(headers.substr(0, 40)), 0);
}

TEST(AudioStreamTest, AWavNeedsWhatComesBeforeItsSamples) {
  const std::string wav = Wav({}, "samples");
  EXPECT_TRUE(StartsStream(wav));
  EXPECT_EQ(wav.substr(HeaderSize(wav)), "samples");
  EXPECT_EQ(BytesPerSecond(wav, 2'000), 32'000);
}

TEST(AudioStreamTest, AWavCannotClaimASecondForEveryByte) {
  EXPECT_EQ(BytesPerSecond(Wav({.bytes_per_second = 1}, ""), 2'000), 32'000);
  EXPECT_EQ(BytesPerSecond(Wav({.rate = 1, .bytes_per_second = 1}, ""), 2'000), 16'000);
  EXPECT_EQ(BytesPerSecond(Wav({.channels = 0, .rate = 0, .bits = 0}, ""), 2'000), 4'000);
  EXPECT_EQ(BytesPerSecond(Wav({65'535, 0xffffffff, 0xffffffff, 65'535}, ""), 2'000),
            8.0 * 192'000 * 64 / 8);
}

TEST(AudioStreamTest, AnMp4NeedsWhatComesBeforeItsFirstFragment) {
  const std::string header = Box("ftyp", "iso5") + Box("moov", "tracks");
  EXPECT_TRUE(StartsStream(header));
  EXPECT_EQ(HeaderSize(header + Box("moof", "x") + Box("mdat", "sound")), header.size());
  EXPECT_EQ(HeaderSize(header), header.size());
  EXPECT_EQ(BytesPerSecond(header, 2'000), 16'000);
}

TEST(AudioStreamTest, WhatIsNoStreamNeedsNothing) {
  for (const std::string& piece :
       {std::string(), std::string("R"), std::string("RIFF"), std::string("OggS"),
        std::string("\0\0\0\1ftyp", 8), std::string(100, '\xff')}) {
    EXPECT_EQ(HeaderSize(piece), 0) << piece.size();
    EXPECT_EQ(BytesPerSecond(std::string(50, 'x'), 2'000), 2'000);
  }
}

TEST(AudioStreamTest, WhatClaimsALargeHeaderHasNone) {
  EXPECT_EQ(HeaderSize(kEbml + std::string(100'000, 'x') + kCluster), 0);
}

}  // namespace
}  // namespace lossy::agent
