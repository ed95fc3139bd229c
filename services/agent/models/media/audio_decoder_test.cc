#include "services/agent/models/media/audio_decoder.h"

#include <cmath>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/agent/models/media/test_recording.h"

namespace lossy::agent {
namespace {

constexpr double kMaxSeconds = 120;

double SecondsOf(const absl::StatusOr<Samples>& samples) {
  return samples.ok() ? static_cast<double>(samples->size()) / kSampleRate : -1;
}

int Loudness(const Samples& samples) {
  double energy = 0;
  for (const double sample : samples) energy += sample * sample;
  return static_cast<int>(std::sqrt(energy / static_cast<double>(samples.size())));
}

bool IsRefused(absl::string_view audio) {
  return absl::IsInvalidArgument(DecodeAudio(audio, kMaxSeconds).status());
}

// A loud sound whose samples all differ.
Samples Noise(int seconds) {
  Samples samples(static_cast<std::size_t>(seconds) * kSampleRate);
  std::uint32_t state = 1;
  for (std::int16_t& sample : samples) {
    state = state * 1'664'525 + 1'013'904'223;
    sample = static_cast<std::int16_t>(state >> 18);
  }
  return samples;
}

class ContainerTest : public testing::TestWithParam<const char*> {};

TEST_P(ContainerTest, GivesTheSameSpeech) {
  const absl::StatusOr<Samples> samples = DecodeAudio(TestRecording(GetParam()), kMaxSeconds);
  EXPECT_NEAR(SecondsOf(samples), 2.43, 0.1);
  ASSERT_TRUE(samples.ok()) << samples.status();
  EXPECT_GT(Loudness(*samples), 500);
}

// Every prefix of a recording is decoded or rejected.
TEST_P(ContainerTest, EveryTruncationIsAnswered) {
  const std::string audio = TestRecording(GetParam());
  for (std::size_t size = 0; size < audio.size(); size += 1 + size / 7) {
    const absl::Status status = DecodeAudio(audio.substr(0, size), kMaxSeconds).status();
    EXPECT_TRUE(status.ok() || absl::IsInvalidArgument(status)) << size << status;
  }
}

TEST_P(ContainerTest, BytesThatWereChangedAreAnswered) {
  const std::string audio = TestRecording(GetParam());
  std::uint32_t state = 7;
  for (int round = 0; round < 100; ++round) {
    std::string changed = audio;
    for (int i = 0; i < 20; ++i) {
      state = state * 1'664'525 + 1'013'904'223;
      // Half of the changes are in the heads.
      const std::size_t range = i % 2 == 0 ? 600 : changed.size();
      changed[(state >> 8) % range] = static_cast<char>(state >> 3);
    }
    const absl::Status status = DecodeAudio(changed, kMaxSeconds).status();
    EXPECT_TRUE(status.ok() || absl::IsInvalidArgument(status)) << status;
  }
}

INSTANTIATE_TEST_SUITE_P(All, ContainerTest,
                         testing::Values("music.webm", "music.ogg", "music.mp4", "fragmented.mp4",
                                         "music.mp3"));

class TruncatedContainerTest : public testing::TestWithParam<const char*> {};

TEST_P(TruncatedContainerTest, GivesItsWholeParts) {
  const std::string audio = TestRecording(GetParam());
  const double seconds =
      SecondsOf(DecodeAudio(audio.substr(0, audio.size() * 7 / 10), kMaxSeconds));
  EXPECT_GT(seconds, 0.8);
  EXPECT_LT(seconds, 2.0);
}

INSTANTIATE_TEST_SUITE_P(All, TruncatedContainerTest,
                         testing::Values("music.webm", "music.ogg", "fragmented.mp4", "music.mp3"));

// The index of this file stands at its end.
TEST(AudioDecoderTest, ATruncatedMp4WithoutItsIndexIsRefused) {
  const std::string audio = TestRecording("music.mp4");
  const absl::Status status =
      DecodeAudio(audio.substr(0, audio.size() * 7 / 10), kMaxSeconds).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
}

TEST(AudioDecoderTest, SamplesInAWavAreTakenAsTheyAre) {
  const Samples noise = Noise(2);
  const absl::StatusOr<Samples> samples = DecodeAudio(WavOf(noise), kMaxSeconds);
  ASSERT_TRUE(samples.ok()) << samples.status();
  EXPECT_TRUE(*samples == noise);
}

TEST(AudioDecoderTest, SilenceIsASound) {
  const absl::StatusOr<Samples> samples = DecodeAudio(WavOf(Samples(kSampleRate, 0)), kMaxSeconds);
  EXPECT_EQ(SecondsOf(samples), 1);
}

TEST(AudioDecoderTest, AHeadThatClaimsMoreThanThereIsCostsNothing) {
  const absl::StatusOr<Samples> samples =
      DecodeAudio(WavOf(Noise(1), /*claimed_bytes=*/0xFFFFFF00), kMaxSeconds);
  EXPECT_EQ(SecondsOf(samples), 1);
}

TEST(AudioDecoderTest, ATooLongRecordingIsRefused) {
  EXPECT_TRUE(DecodeAudio(WavOf(Noise(3)), 3).ok());
  const absl::Status status = DecodeAudio(WavOf(Noise(4)), 3).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_EQ(status.message(), "is longer than 3 seconds");
}

TEST(AudioDecoderTest, AnUnknownFormatIsRefused) {
  EXPECT_TRUE(IsRefused(""));
  EXPECT_TRUE(IsRefused("#EXTM3U\nfile:///etc/passwd\n"));
  EXPECT_TRUE(IsRefused("<html>"));
  EXPECT_TRUE(IsRefused(std::string(100'000, '\0')));
  for (const char* start :
       {"\x1A\x45\xDF\xA3", "OggS", "RIFF....WAVE", "....ftyp", "ID3", "\xFF\xFB"}) {
    EXPECT_TRUE(IsRefused(start));
    EXPECT_TRUE(IsRefused(absl::StrCat(start, std::string(10'000, 'x'))));
  }
}

TEST(AudioDecoderTest, AHeaderWithoutAnythingBehindItIsRefused) {
  const std::string webm = TestRecording("one_cluster.webm");
  EXPECT_TRUE(IsRefused(webm.substr(0, webm.find("\x1F\x43\xB6\x75"))));
}

// A later piece of a browser: the header of the first piece, and the rest from some position on.
class PieceTest : public testing::TestWithParam<const char*> {
 protected:
  PieceTest() : webm_(TestRecording(GetParam())), header_(webm_.find("\x1F\x43\xB6\x75")) {}

  double SecondsFrom(std::size_t from, std::size_t to) const {
    return SecondsOf(DecodeAudio(
        absl::StrCat(webm_.substr(0, header_), webm_.substr(from, to - from)), kMaxSeconds));
  }

  const std::string webm_;
  const std::size_t header_;
};

TEST_P(PieceTest, APieceIsTranscribedWithAnyCut) {
  const double seconds = SecondsFrom(header_, webm_.size());
  const std::size_t bytes = webm_.size() - header_;
  for (std::size_t cut = 1; cut < bytes / 2; cut = cut * 5 / 4 + 1) {
    const double share = static_cast<double>(bytes - cut) / static_cast<double>(bytes);
    // The cut block is missing, and the loudness depends on its place.
    EXPECT_NEAR(SecondsFrom(header_ + cut, webm_.size()), share * seconds, 0.6) << cut;
  }
}

TEST_P(PieceTest, APieceCutAtBothEndsIsTranscribed) {
  const std::size_t third = (webm_.size() - header_) / 3;
  const double seconds = SecondsFrom(header_, webm_.size());
  EXPECT_NEAR(SecondsFrom(header_ + third, header_ + 2 * third), seconds / 3, 0.6);
}

INSTANTIATE_TEST_SUITE_P(All, PieceTest, testing::Values("clusters.webm", "one_cluster.webm"));

}  // namespace
}  // namespace lossy::agent
