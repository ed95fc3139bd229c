#include "services/agent/models/media/recorded_stream.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/agent/models/media/browser_recording.h"
#include "services/agent/models/media/test_recording.h"

namespace lossy::agent {
namespace {

constexpr double kRawRate = 2'000;
// A recorder's last packet may be cut.
constexpr double kPacket = 0.07;

// A stream as a service keeps it: saved after each piece, and restored for the next.
struct Kept {
  std::string stored;
  std::string header;
  std::string saved;
  double seconds = 0;

  void Take(absl::string_view piece) {
    RecordedStream stream = RecordedStream::Restore(
        kRawRate, saved, header, static_cast<std::int64_t>(stored.size()), seconds);
    stored += stream.Take(piece);
    header = stream.header();
    seconds = stream.seconds();
    saved = stream.Save(static_cast<std::int64_t>(stored.size()));
  }
};

Kept TakeAll(const std::string& bytes, std::size_t piece_bytes) {
  Kept kept;
  for (std::size_t at = 0; at < bytes.size(); at += piece_bytes) {
    kept.Take(absl::string_view(bytes).substr(at, piece_bytes));
  }
  return kept;
}

struct Expected {
  const char* file;
  double seconds;
};

// The real time of the whole recordings after decoding.
constexpr Expected kBrowsers[] = {{"chromium_default.webm", 8.46}, {"chromium_24k.webm", 8.46},
                                  {"chromium_48k.webm", 8.46},     {"chromium_3s.webm", 8.46},
                                  {"chromium_mp4.mp4", 8.42},      {"chromium_video.webm", 6.48}};
constexpr Expected kFiles[] = {{"music.webm", 2.46},       {"clusters.webm", 5.52},
                               {"one_cluster.webm", 5.52}, {"chromium.webm", 4.98},
                               {"music.ogg", 2.46},        {"fragmented.mp4", 2.46},
                               {"music.mp4", 2.46},        {"music.mp3", 2.5}};

std::string Little(std::uint32_t number, int bytes) {
  std::string little;
  for (int i = 0; i < bytes; ++i) little.push_back(static_cast<char>(number >> (8 * i)));
  return little;
}

struct WavFormat {
  std::uint32_t channels = 1;
  std::uint32_t rate = 16'000;
  std::uint32_t bytes_per_second = 32'000;
  std::uint32_t bits = 16;
};

std::string Wav(const WavFormat& claimed, std::size_t sample_bytes) {
  const std::string format =
      absl::StrCat(Little(1, 2), Little(claimed.channels, 2), Little(claimed.rate, 4),
                   Little(claimed.bytes_per_second, 4), Little(2, 2), Little(claimed.bits, 2));
  return absl::StrCat("RIFF", Little(99, 4), "WAVE", "fmt ", Little(16, 4), format, "data",
                      Little(7, 4), std::string(sample_bytes, 's'));
}

double Seconds(absl::string_view recording) { return RecordingSeconds(recording, kRawRate); }

TEST(RecordedStreamTest, ARecordingOfARealBrowserIsAsLongAsItWas) {
  for (const Expected& expected : kBrowsers) {
    Kept kept;
    for (const std::string& piece : ReadBrowserRecording(expected.file).pieces) kept.Take(piece);
    EXPECT_NEAR(kept.seconds, expected.seconds, kPacket) << expected.file;
  }
  for (const char* file : {"firefox_default.ogg", "firefox_webm.webm", "firefox_video.webm"}) {
    const BrowserRecording recording = ReadBrowserRecording(file);
    Kept kept;
    for (const std::string& piece : recording.pieces) kept.Take(piece);
    EXPECT_GT(kept.seconds, 3) << file;
    EXPECT_LT(kept.seconds, 9.5) << file;
  }
}

TEST(RecordedStreamTest, ARecordingMayBeCutAnywhere) {
  for (const Expected& expected : kFiles) {
    const std::string bytes = TestRecording(expected.file);
    for (const std::size_t piece_bytes : {std::size_t{1}, std::size_t{13}, std::size_t{4'000}}) {
      const Kept kept = TakeAll(bytes, piece_bytes);
      EXPECT_NEAR(kept.seconds, expected.seconds, kPacket) << expected.file << piece_bytes;
      EXPECT_EQ(kept.stored, bytes) << expected.file << piece_bytes;
      EXPECT_EQ(kept.header, TakeAll(bytes, bytes.size()).header) << expected.file << piece_bytes;
    }
  }
}

TEST(RecordedStreamTest, PicturesAreNeitherStoredNorCounted) {
  for (const char* file : {"chromium_video.webm", "firefox_video.webm", "chromium_video_mp4.mp4"}) {
    const std::string bytes = ReadBrowserRecording(file).bytes;
    const Kept whole = TakeAll(bytes, bytes.size());
    EXPECT_LT(whole.stored.size(), bytes.size() * 9 / 10) << file;
    for (const std::size_t piece_bytes : {std::size_t{1}, std::size_t{777}}) {
      EXPECT_EQ(TakeAll(bytes, piece_bytes).stored, whole.stored) << file << piece_bytes;
    }
    EXPECT_EQ(TakeAll(whole.stored, whole.stored.size()).stored, whole.stored) << file;
    EXPECT_NEAR(Seconds(whole.stored), whole.seconds, 1e-3) << file;
  }
}

TEST(RecordedStreamTest, TheHeaderEndsWhereTheSoundBegins) {
  const std::string webm = TestRecording("clusters.webm");
  EXPECT_EQ(TakeAll(webm, 100).header, webm.substr(0, webm.find("\x1F\x43\xB6\x75")));
  const std::string mp4 = TestRecording("fragmented.mp4");
  EXPECT_EQ(TakeAll(mp4, 100).header, mp4.substr(0, mp4.find("moof") - 4));
  const std::string wav = Wav({}, 1'000);
  EXPECT_EQ(TakeAll(wav, 10).header, wav.substr(0, wav.size() - 1'000));
}

TEST(RecordedStreamTest, WithoutItsHeaderAStreamIsStillMeasured) {
  for (const char* file : {"chromium_default.webm", "chromium_48k.webm", "chromium_mp4.mp4"}) {
    const BrowserRecording recording = ReadBrowserRecording(file);
    Kept kept;
    const std::size_t half = recording.pieces.size() / 2;
    for (std::size_t i = half; i < recording.pieces.size(); ++i) kept.Take(recording.pieces[i]);
    EXPECT_NEAR(kept.seconds, 4.2, 0.8) << file;
  }
}

TEST(RecordedStreamTest, APieceThatIsLostCostsItsOwnTime) {
  const BrowserRecording recording = ReadBrowserRecording("chromium_default.webm");
  Kept kept;
  for (std::size_t i = 0; i < recording.pieces.size(); ++i) {
    if (i < 10 || i > 13) kept.Take(recording.pieces[i]);
  }
  EXPECT_NEAR(kept.seconds, 8.46, 1.3);
}

TEST(RecordedStreamTest, AReplicaOfAnotherVersionMayWriteInBetween) {
  const BrowserRecording recording = ReadBrowserRecording("chromium_48k.webm");
  Kept kept;
  for (std::size_t i = 0; i < recording.pieces.size(); ++i) {
    if (i == 20) {
      // The stream estimates, and keeps the saved values.
      kept.stored += recording.pieces[i];
      kept.seconds += 0.1;
    } else {
      kept.Take(recording.pieces[i]);
    }
  }
  EXPECT_EQ(kept.stored, recording.bytes);
  EXPECT_NEAR(kept.seconds, 8.46, 0.5);
}

TEST(RecordedStreamTest, AWavCannotClaimASecondForEveryByte) {
  EXPECT_NEAR(Seconds(Wav({}, 32'000)), 1, 1e-6);
  EXPECT_NEAR(Seconds(Wav({.bytes_per_second = 1}, 32'000)), 1, 1e-6);
  EXPECT_NEAR(Seconds(Wav({.rate = 1, .bytes_per_second = 1}, 16'000)), 1, 1e-6);
  EXPECT_NEAR(Seconds(Wav({.channels = 0, .rate = 0, .bits = 0}, 4'000)), 1, 1e-6);
  EXPECT_NEAR(Seconds(Wav({65'535, 0xffffffff, 0xffffffff, 65'535}, 1'228'800)), 0.1, 1e-6);
}

TEST(RecordedStreamTest, AnUnknownFormatIsEstimated) {
  EXPECT_NEAR(Seconds(std::string(20'000, 'x')), 10, 1e-6);
  EXPECT_NEAR(Seconds("abc"), 0.0015, 1e-6);
  EXPECT_EQ(TakeAll(std::string(100, '\xff'), 7).header, "");
}

TEST(RecordedStreamTest, AFalseStreamIsCounted) {
  const std::string nonsense(35'000, 's');
  for (const std::string& start : {std::string("\x1A\x45\xDF\xA3", 4), std::string("OggS"),
                                   std::string("\0\0\0\x10"
                                               "ftypisom",
                                               12)}) {
    EXPECT_GT(Seconds(start + nonsense), 1) << start;
  }
}

TEST(RecordedStreamTest, ALargeHeaderIsIgnored) {
  // The first element states a size of 100,000 bytes.
  const std::string head("\x1A\x45\xDF\xA3\x01\0\0\0\0\x01\x86\xA0", 12);
  EXPECT_EQ(TakeAll(head + std::string(100'000, 'x'), 9'000).header, "");
}

TEST(RecordedStreamTest, OnlyTheFirstPageOfAnOggStartsAStream) {
  const std::string ogg = TestRecording("music.ogg");
  EXPECT_TRUE(StartsStream(ogg));
  EXPECT_FALSE(StartsStream(absl::string_view(ogg).substr(ogg.find("OggS", 4))));
  EXPECT_TRUE(StartsStream(TestRecording("music.webm")));
  EXPECT_TRUE(StartsStream(TestRecording("fragmented.mp4")));
  EXPECT_TRUE(StartsStream(Wav({}, 0)));
  for (const char* piece : {"", "R", "OggS", "speech"}) EXPECT_FALSE(StartsStream(piece)) << piece;
}

}  // namespace
}  // namespace lossy::agent
