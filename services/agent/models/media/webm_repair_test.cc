#include "services/agent/models/media/webm_repair.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/agent/models/media/audio_decoder.h"
#include "services/agent/models/media/browser_recording.h"
#include "services/agent/models/media/ebml.h"
#include "services/agent/models/media/test_recording.h"

namespace lossy::agent {
namespace {

constexpr absl::string_view kCluster("\x1F\x43\xB6\x75", 4);
constexpr absl::string_view kOpenSize("\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8);

std::string Element(absl::string_view id, absl::string_view body) {
  return absl::StrCat(id, std::string(1, static_cast<char>(0x80 | body.size())), body);
}

std::string Header() {
  return absl::StrCat(Element("\x1A\x45\xDF\xA3", "webm"), "\x18\x53\x80\x67", kOpenSize,
                      Element("\x15\x49\xA9\x66", "info"), Element("\x16\x54\xAE\x6B", "tracks"));
}

// A block of the first track.
std::string Block(absl::string_view sound) {
  return Element("\xA3", absl::StrCat("\x81", std::string(3, '\0'), sound));
}

TEST(WebmRepairTest, AWholeRecordingIsLeftAlone) {
  EXPECT_FALSE(RepairWebm(TestRecording("clusters.webm")).has_value());
  EXPECT_FALSE(RepairWebm(absl::StrCat(Header(), kCluster, kOpenSize, Block("a"))).has_value());
}

TEST(WebmRepairTest, BlocksBehindTheHeaderGetACluster) {
  const std::string blocks = absl::StrCat(Block("one"), Block("two"), Block("three"));
  const absl::optional<std::string> mended = RepairWebm(absl::StrCat(Header(), blocks));
  ASSERT_TRUE(mended.has_value());
  EXPECT_EQ(mended->substr(0, Header().size() + 4), absl::StrCat(Header(), kCluster));
  EXPECT_EQ(mended->substr(mended->size() - blocks.size()), blocks);
}

TEST(WebmRepairTest, TheRestOfACutBlockIsLeftOut) {
  const std::string blocks = absl::StrCat(Block("one"), Block("two"), Block("three"));
  const absl::optional<std::string> mended =
      RepairWebm(absl::StrCat(Header(), Block("cut here").substr(3), blocks));
  ASSERT_TRUE(mended.has_value());
  EXPECT_EQ(mended->substr(mended->size() - blocks.size()), blocks);
  EXPECT_EQ(mended->find("cut"), std::string::npos);
}

TEST(WebmRepairTest, SoundIsNotMistakenForABlock) {
  const std::string blocks = absl::StrCat(Block("one"), Block("two"), Block("three"));
  const absl::optional<std::string> mended =
      RepairWebm(absl::StrCat(Header(), "..", Block("fake"), "..", blocks));
  ASSERT_TRUE(mended.has_value());
  EXPECT_EQ(mended->find("fake"), std::string::npos);
}

TEST(WebmRepairTest, TheLastBlockMayBeCut) {
  const std::string blocks = absl::StrCat(Block("one"), Block("two").substr(0, 6));
  EXPECT_TRUE(RepairWebm(absl::StrCat(Header(), blocks)).has_value());
}

TEST(WebmRepairTest, WithoutBlocksNothingIsRepaired) {
  EXPECT_FALSE(RepairWebm("").has_value());
  EXPECT_FALSE(RepairWebm(Header()).has_value());
  EXPECT_FALSE(RepairWebm(absl::StrCat(Header(), std::string(1'000, '\xA3'))).has_value());
  EXPECT_FALSE(RepairWebm(TestRecording("music.ogg")).has_value());
}

TEST(WebmRepairTest, ARecordingWithoutItsHeaderGetsOne) {
  for (const char* file : {"chromium_default.webm", "chromium_48k.webm", "chromium_video.webm",
                           "firefox_webm.webm", "firefox_video.webm"}) {
    const BrowserRecording recording = ReadBrowserRecording(file);
    // The first piece was lost; the next begins anywhere in a cluster.
    const std::string rest = recording.bytes.substr(recording.bytes.size() / 2);
    const absl::StatusOr<Samples> whole = DecodeAudio(recording.bytes, 100);
    const absl::StatusOr<Samples> heard = DecodeAudio(rest, 100);
    ASSERT_TRUE(whole.ok() && heard.ok()) << file << heard.status();
    EXPECT_GT(heard->size(), whole->size() / 4) << file;
    EXPECT_LT(heard->size(), whole->size()) << file;
    const absl::optional<std::string> mended = RepairWebm(rest);
    ASSERT_TRUE(mended.has_value()) << file;
    EXPECT_FALSE(RepairWebm(*mended).has_value()) << file;
  }
}

TEST(EbmlTest, ReadsNumbersOfAnyLength) {
  const absl::optional<EbmlElement> element =
      ReadEbmlElement(absl::string_view("\x42\x86\x40\x02..", 6));
  ASSERT_TRUE(element.has_value());
  EXPECT_EQ(element->id, 0x4286);
  EXPECT_EQ(element->head_bytes, 4);
  EXPECT_EQ(element->body_bytes, 2);
}

TEST(EbmlTest, AnUnknownSizeHasNoValue) {
  const absl::optional<EbmlElement> element = ReadEbmlElement(absl::StrCat(kCluster, kOpenSize));
  ASSERT_TRUE(element.has_value());
  EXPECT_TRUE(element->is_open);
  EXPECT_FALSE(element->IsWholeIn(absl::StrCat(kCluster, kOpenSize)));
}

TEST(EbmlTest, ACutHeadIsRejected) {
  const std::string head = absl::StrCat(kCluster, kOpenSize);
  for (std::size_t size = 0; size < head.size(); ++size) {
    EXPECT_FALSE(ReadEbmlElement(head.substr(0, size)).has_value()) << size;
  }
  EXPECT_FALSE(ReadEbmlElement(absl::string_view("\0\0\0\0\0\0\0\0\0\0", 10)).has_value());
}

}  // namespace
}  // namespace lossy::agent
