// Tests the real recogniser with speech.
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/agent/models/media/audio_decoder.h"
#include "services/agent/models/media/test_recording.h"
#include "services/agent/models/pocketsphinx/speech_process.h"
#include "services/agent/models/pocketsphinx/sphinx_transcriber.h"
#include "services/agent/models/pocketsphinx/stretches.h"
#include "services/agent/models/pocketsphinx/word_errors.h"
#include "services/agent/models/pocketsphinx/worker_decoder.h"

namespace lossy::agent {
namespace {

constexpr char kModel[] = "--model=/usr/share/pocketsphinx/model/en-us";
constexpr double kSpokenRate = 0.25;

// All tests share one recogniser, which takes half a second to load.
class RecognitionTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    registry_ = std::make_unique<prometheus::Registry>();
    transcriber_ = std::make_unique<SphinxTranscriber>(
        SphinxTranscriber::Options{
            .command = {"services/agent/models/pocketsphinx/speech_worker", kModel}},
        *registry_);
  }
  static void TearDownTestSuite() { transcriber_.reset(); }

  absl::StatusOr<RecognisedSpeech> Transcribe(const std::string& audio) {
    return transcriber_->Transcribe({.audio = audio, .deadline = absl::Now() + absl::Minutes(2)});
  }

  void Count(absl::string_view said, const std::string& audio) {
    const absl::StatusOr<RecognisedSpeech> speech = Transcribe(audio);
    ASSERT_TRUE(speech.ok()) << speech.status();
    errors_ += CountWordErrors(said, speech->text);
  }

  WordErrors errors_;
  static inline std::unique_ptr<prometheus::Registry> registry_;
  static inline std::unique_ptr<SphinxTranscriber> transcriber_;
};

TEST_F(RecognitionTest, MostWordsAreRecognised) {
  for (const char* name : {"music.webm", "music.ogg", "music.mp4", "fragmented.mp4", "music.mp3"}) {
    Count("the music is too loud right here", TestRecording(name));
  }
  Count("i really like this transition keep it", TestRecording("slt.webm"));
  Count("could you make the title bigger and move it to the left", TestRecording("rms.webm"));
  Count("the colors are too warm in this shot", TestRecording("awb.webm"));
  EXPECT_LT(errors_.rate(), kSpokenRate) << errors_.errors << " of " << errors_.words;
}

TEST_F(RecognitionTest, ARecordingOfABrowserIsRecognised) {
  Count("the music is too loud right here", TestRecording("chromium.webm"));
  EXPECT_LT(errors_.rate(), kSpokenRate) << errors_.errors << " of " << errors_.words;
}

TEST_F(RecognitionTest, AMinuteOfSpeechIsRecognised) {
  const absl::StatusOr<Samples> once = DecodeAudio(TestRecording("clusters.webm"), 120);
  ASSERT_TRUE(once.ok());
  Samples minute;
  std::string said;
  while (minute.size() < 60 * kSampleRate) {
    minute.insert(minute.end(), once->begin(), once->end());
    absl::StrAppend(&said,
                    "this transition is abrupt there is an awkward pause after she says hello "
                    "please cut it ");
  }
  Count(said, WavOf(minute));
  EXPECT_LT(errors_.rate(), kSpokenRate) << errors_.errors << " of " << errors_.words;
}

TEST_F(RecognitionTest, APieceOfARecordingIsRecognised) {
  const std::string webm = TestRecording("one_cluster.webm");
  const std::size_t header = webm.find("\x1F\x43\xB6\x75");
  // Starts in the middle of the pause behind the first sentence.
  Count(
      "there is an awkward pause after she says hello please cut it",
      absl::StrCat(webm.substr(0, header), webm.substr(header + (webm.size() - header) * 3 / 10)));
  EXPECT_LT(errors_.rate(), kSpokenRate) << errors_.errors << " of " << errors_.words;
}

TEST_F(RecognitionTest, SilenceHasNoWords) {
  const absl::StatusOr<RecognisedSpeech> speech = Transcribe(WavOf(Samples(5 * kSampleRate, 0)));
  ASSERT_TRUE(speech.ok()) << speech.status();
  EXPECT_EQ(speech->text, "");
  EXPECT_EQ(speech->audio_seconds, 5);
}

TEST_F(RecognitionTest, AnUnknownFormatIsRefused) {
  EXPECT_TRUE(absl::IsInvalidArgument(Transcribe("no recording").status()));
  EXPECT_TRUE(
      absl::IsInvalidArgument(Transcribe(TestRecording("music.mp4").substr(0, 100)).status()));
}

TEST_F(RecognitionTest, ATooLongRecordingIsRefused) {
  const absl::Status status = Transcribe(WavOf(Samples(121 * kSampleRate, 0))).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_EQ(status.message(), "recording is longer than 120 seconds");
}

TEST(WorkerDecoderTest, AProcessWithoutAModelDecodes) {
  prometheus::Registry registry;
  WorkerDecoder decoder({.command = {"services/agent/models/pocketsphinx/speech_worker"}},
                        registry);
  const absl::Time deadline = absl::Now() + absl::Minutes(1);
  for (const char* name : {"music.webm", "music.ogg", "fragmented.mp4", "music.mp3"}) {
    const absl::StatusOr<Samples> samples = decoder.Decode(TestRecording(name), deadline);
    ASSERT_TRUE(samples.ok()) << name << samples.status();
    EXPECT_EQ(*samples, *DecodeAudio(TestRecording(name), 120)) << name;
  }
  EXPECT_TRUE(absl::IsInvalidArgument(decoder.Decode("no recording", deadline).status()));
  const Samples two_minutes(119 * kSampleRate, 7);
  const absl::StatusOr<Samples> much = decoder.Decode(WavOf(two_minutes), deadline);
  ASSERT_TRUE(much.ok()) << much.status();
  EXPECT_EQ(*much, two_minutes);
}

TEST(RecognitionStartTest, AMissingModelIsNamed) {
  prometheus::Registry registry;
  SphinxTranscriber transcriber(
      {.command = {"services/agent/models/pocketsphinx/speech_worker", "--model=/no/model"}},
      registry);
  const absl::Status status =
      transcriber.Transcribe({.audio = "x", .deadline = absl::Now() + absl::Minutes(1)}).status();
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_EQ(status.message(), "the recogniser cannot be started: there is no /no/model/en-us");
}

TEST(RecognitionStartTest, TooLittleMemoryForTheModelIsSurvived) {
  prometheus::Registry registry;
  SphinxTranscriber transcriber(
      {.command = {"services/agent/models/pocketsphinx/speech_worker", kModel, "--memory_mb=8"}},
      registry);
  const absl::Status status =
      transcriber.Transcribe({.audio = "x", .deadline = absl::Now() + absl::Minutes(1)}).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
}

class KernelWithoutFilter : public testing::Test {
 protected:
  // A worker on a kernel that cannot filter system calls.
  absl::StatusOr<std::unique_ptr<SpeechProcess>> Start(std::vector<std::string> arguments) {
    std::vector<std::string> command = {"services/agent/models/pocketsphinx/filterless",
                                        "services/agent/models/pocketsphinx/speech_worker", kModel};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return SpeechProcess::Start(command, absl::Now() + absl::Minutes(1));
  }
};

TEST_F(KernelWithoutFilter, TheWorkerRefusesToRun) {
  EXPECT_EQ(Start({}).status(),
            absl::UnavailableError("this kernel cannot filter system calls (seccomp)"));
}

TEST_F(KernelWithoutFilter, TheWorkerRunsUnconfinedWithTheFlag) {
  const absl::StatusOr<std::unique_ptr<SpeechProcess>> worker = Start({"--unconfined"});
  ASSERT_TRUE(worker.ok()) << worker.status();
  EXPECT_THAT((*worker)->confinement(), testing::HasSubstr("system calls: not filtered"));
}

}  // namespace
}  // namespace lossy::agent
