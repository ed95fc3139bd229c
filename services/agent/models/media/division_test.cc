#include "services/agent/models/media/division.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/agent/models/media/audio_decoder.h"
#include "services/agent/models/media/browser_recording.h"
#include "services/agent/models/media/recorded_stream.h"
#include "services/agent/models/media/test_recording.h"

namespace lossy::agent {
namespace {

constexpr double kRawRate = 2'000;
constexpr double kLongest = 100;

// Decodes in this process.
class FakeDecoder : public SoundDecoder {
 public:
  absl::StatusOr<Samples> Decode(absl::string_view recording, absl::Time) override {
    ++calls;
    return failure.ok() ? DecodeAudio(recording, kLongest) : failure;
  }

  absl::Status failure;
  int calls = 0;
};

class DivisionTest : public testing::Test {
 protected:
  // The recordings into which a stream is divided.
  std::vector<std::string> Divide(const std::string& stream, const RecordingLimits& limits) {
    std::vector<std::string> recordings;
    std::string rest = stream;
    while (RecordingSeconds(rest, kRawRate) >= limits.max_seconds ||
           rest.size() >= static_cast<std::size_t>(limits.max_bytes)) {
      const absl::optional<Division> division =
          DivideRecording(rest, limits, kRawRate, &decoder_, absl::InfiniteFuture());
      if (!division) break;
      EXPECT_NEAR(RecordingSeconds(division->first, kRawRate), division->first_seconds, 0.1);
      EXPECT_LE(division->first_seconds, limits.max_seconds + 0.01);
      EXPECT_LE(division->first.size(), static_cast<std::size_t>(limits.max_bytes) + 1'000);
      recordings.push_back(division->first);
      RecordedStream header(kRawRate);
      header.Take(rest);
      rest = absl::StrCat(header.header(), division->rest);
    }
    recordings.push_back(rest);
    return recordings;
  }

  // True if the samples are quiet.
  static bool IsQuiet(absl::Span<const std::int16_t> samples) {
    return std::all_of(samples.begin(), samples.end(),
                       [](std::int16_t sample) { return std::abs(sample) < 1'000; });
  }

  void ExpectDividedInPauses(const std::string& stream, const std::string& name) {
    const absl::StatusOr<Samples> whole = DecodeAudio(stream, kLongest);
    ASSERT_TRUE(whole.ok()) << name << whole.status();
    const std::vector<std::string> recordings = Divide(stream, {.max_seconds = 4});
    ASSERT_GE(recordings.size(), 2u) << name;
    double decoded = 0;
    for (std::size_t i = 0; i < recordings.size(); ++i) {
      const absl::StatusOr<Samples> samples = DecodeAudio(recordings[i], kLongest);
      ASSERT_TRUE(samples.ok()) << name << i << samples.status();
      constexpr std::size_t kQuiet = kSampleRate / 10;
      ASSERT_GT(samples->size(), kQuiet) << name << i;
      const auto view = absl::MakeConstSpan(*samples);
      EXPECT_TRUE(i == 0 || IsQuiet(view.first(kQuiet))) << name << i;
      EXPECT_TRUE(i + 1 == recordings.size() || IsQuiet(view.last(kQuiet))) << name << i;
      decoded += static_cast<double>(samples->size()) / kSampleRate;
    }
    EXPECT_NEAR(decoded, static_cast<double>(whole->size()) / kSampleRate, 0.25) << name;
  }

  FakeDecoder decoder_;
};

TEST_F(DivisionTest, ARecordingOfARealBrowserIsDividedInAPause) {
  for (const char* file : {"chromium_default.webm", "chromium_24k.webm", "chromium_48k.webm",
                           "chromium_3s.webm", "chromium_mp4.mp4"}) {
    ExpectDividedInPauses(ReadBrowserRecording(file).bytes, file);
  }
  RecordedStream stream(kRawRate);
  ExpectDividedInPauses(stream.Take(ReadBrowserRecording("chromium_video.webm").bytes), "video");
}

TEST_F(DivisionTest, WithoutItsPicturesARecordingSoundsTheSame) {
  for (const char* file : {"chromium_video.webm", "firefox_video.webm", "chromium_video_mp4.mp4"}) {
    const std::string bytes = ReadBrowserRecording(file).bytes;
    RecordedStream stream(kRawRate);
    const absl::StatusOr<Samples> heard = DecodeAudio(stream.Take(bytes), kLongest);
    ASSERT_TRUE(heard.ok()) << file << heard.status();
    EXPECT_EQ(*heard, *DecodeAudio(bytes, kLongest)) << file;
  }
}

TEST_F(DivisionTest, EveryKindOfRecordingIsDividedInAPause) {
  // Long pages and fragments are divided inside.
  for (const char* file : {"speech.ogg", "speech_aac.mp4"}) {
    ExpectDividedInPauses(ReadBrowserRecording(file).bytes, file);
  }
  const absl::StatusOr<Samples> samples =
      DecodeAudio(ReadBrowserRecording("chromium_24k.webm").bytes, kLongest);
  ASSERT_TRUE(samples.ok());
  ExpectDividedInPauses(WavOf(*samples), "wav");
}

TEST_F(DivisionTest, WithoutAPauseARecordingEndsAtItsLimit) {
  // A tone.
  const std::string tone = ReadBrowserRecording("firefox_default.ogg").bytes;
  const auto division =
      DivideRecording(tone, {.max_seconds = 3}, kRawRate, &decoder_, absl::InfiniteFuture());
  ASSERT_TRUE(division.has_value());
  EXPECT_NEAR(division->first_seconds, 3, 0.1);
}

TEST_F(DivisionTest, WithoutADecoderARecordingEndsAtItsLimit) {
  const std::string speech = ReadBrowserRecording("chromium_default.webm").bytes;
  decoder_.failure = absl::UnavailableError("busy");
  for (SoundDecoder* decoder :
       {static_cast<SoundDecoder*>(&decoder_), static_cast<SoundDecoder*>(nullptr)}) {
    const auto division =
        DivideRecording(speech, {.max_seconds = 4}, kRawRate, decoder, absl::InfiniteFuture());
    ASSERT_TRUE(division.has_value());
    EXPECT_NEAR(division->first_seconds, 4, 0.1);
  }
  EXPECT_EQ(decoder_.calls, 1);
}

TEST_F(DivisionTest, ARecordingIsDividedBeforeTooManyBytes) {
  const std::string speech = ReadBrowserRecording("chromium_default.webm").bytes;
  const std::vector<std::string> recordings = Divide(speech, {.max_bytes = 50'000});
  EXPECT_GE(recordings.size(), 3u);
}

TEST_F(DivisionTest, AFormatWithoutPartsCannotBeDivided) {
  for (const std::string& bytes :
       {std::string(), std::string(100'000, 'x'), TestRecording("music.mp4")}) {
    EXPECT_FALSE(DivideRecording(bytes, {.max_bytes = 1'000, .max_seconds = 1}, kRawRate, &decoder_,
                                 absl::InfiniteFuture())
                     .has_value());
  }
}

}  // namespace
}  // namespace lossy::agent
