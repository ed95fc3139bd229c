#include "services/agent/models/openai/whisper_transcriber.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/agent/models/media/audio_decoder.h"
#include "services/agent/models/media/test_recording.h"
#include "services/agent/models/media/webm_repair.h"
#include "services/agent/models/openai/audio_file_type.h"
#include "services/agent/models/openai/model_fixture.h"
#include "services/agent/models/openai/transcription.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class WhisperTranscriberTest : public ModelFixture {
 protected:
  WhisperTranscriberTest() : ModelFixture("transcription") {}

  absl::StatusOr<RecognisedSpeech> Transcribe(
      const std::string& audio = "\x1a\x45\xdf\xa3 speech") {
    return transcriber_.Transcribe({.audio = audio, .deadline = Soon()});
  }

  absl::StatusOr<RecognisedSpeech> TranscribeIn(Mode mode) {
    server_.Script({std::move(mode)});
    return Transcribe();
  }

  std::string Content(const std::string& part_name) const {
    for (const FormPart& part : server_.Requests().back().form()) {
      if (part.name == part_name) return part.content;
    }
    return "";
  }

  WhisperTranscriber transcriber_{
      endpoint_,
      metrics_,
      {.model = "whisper-test", .language = "en", .prices = {.audio_minute = 0.006}}};
};

TEST_F(WhisperTranscriberTest, ReturnsTheModelsWords) {
  server_.Script({{.name = "text", .value = " the intro is too slow\n"}});
  const absl::StatusOr<RecognisedSpeech> speech = Transcribe();
  ASSERT_TRUE(speech.ok()) << speech.status();
  EXPECT_EQ(speech->text, "the intro is too slow");
  EXPECT_EQ(speech->heard_by, "whisper-test");
}

TEST_F(WhisperTranscriberTest, SendsAForm) {
  const std::string audio = absl::StrCat(absl::string_view("\x1a\x45\xdf\xa3\0\r\n--", 9));
  ASSERT_TRUE(Transcribe(audio).ok());
  EXPECT_EQ(server_.Requests()[0].path, "/v1/audio/transcriptions");
  EXPECT_EQ(Content("model"), "whisper-test");
  EXPECT_EQ(Content("language"), "en");
  EXPECT_EQ(Content("response_format"), "json");
  const FormPart file = server_.Requests()[0].form().back();
  EXPECT_EQ(file.name, "file");
  EXPECT_EQ(file.file_name, "audio.webm");
  EXPECT_EQ(file.content_type, "audio/webm");
  EXPECT_EQ(file.content, audio);
}

TEST_F(WhisperTranscriberTest, LeavesTheLanguageToTheModel) {
  WhisperTranscriber any(endpoint_, metrics_, {.model = "whisper-test"});
  ASSERT_TRUE(any.Transcribe({.audio = "x", .deadline = Soon()}).ok());
  EXPECT_THAT(server_.Requests()[0].body, Not(HasSubstr("language")));
}

TEST_F(WhisperTranscriberTest, SendsPlayableFiles) {
  const std::string whole = TestRecording("clusters.webm");
  ASSERT_TRUE(Transcribe(whole).ok());
  EXPECT_EQ(Content("file"), whole);
  // The header, and a piece from the middle of a cluster.
  const std::string piece =
      absl::StrCat(whole.substr(0, whole.find("\x1F\x43\xB6\x75")), whole.substr(whole.size() / 2));
  ASSERT_TRUE(Transcribe(piece).ok());
  EXPECT_EQ(Content("file"), RepairWebm(piece).value_or(piece));
}

TEST_F(WhisperTranscriberTest, CountsItsCost) {
  const absl::StatusOr<RecognisedSpeech> speech =
      Transcribe(WavOf(std::vector<std::int16_t>(10 * kSampleRate)));
  ASSERT_TRUE(speech.ok()) << speech.status();
  EXPECT_NEAR(speech->usage.audio_seconds, 10, 1e-6);
  EXPECT_EQ(speech->usage.cost_micros, 1'000);
  EXPECT_EQ(speech->usage.model, "whisper-test");
}

TEST_F(WhisperTranscriberTest, ReturnsNoWordsForSilence) {
  for (const char* name : {"missing_key", "null_content"}) {
    const absl::StatusOr<RecognisedSpeech> speech = TranscribeIn({.name = name});
    ASSERT_TRUE(speech.ok()) << speech.status();
    EXPECT_EQ(speech->text, "");
  }
}

TEST_F(WhisperTranscriberTest, ReportsARetryableFailure) {
  const std::vector<Mode> moods = {{.name = "not_json"},
                                   {.name = "huge"},
                                   {.name = "status", .status = 401},
                                   {.name = "status", .status = 404},
                                   {.name = "status", .status = 400, .param = "language"},
                                   {.name = "status", .times = 2, .status = 500},
                                   {.name = "status", .times = 2, .status = 503},
                                   {.name = "cut", .times = 2},
                                   {.name = "reset", .times = 2},
                                   {.name = "truncated", .times = 2}};
  for (const Mode& mood : moods) {
    const absl::Status status = TranscribeIn(mood).status();
    EXPECT_TRUE(absl::IsUnavailable(status)) << mood.name << mood.status << status;
  }
  EXPECT_TRUE(absl::IsResourceExhausted(
      TranscribeIn({.name = "status", .status = 429, .retry_after = "60"}).status()));
}

TEST_F(WhisperTranscriberTest, ReportsAnUntranscribableFile) {
  for (const int status : {400, 413, 415}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        TranscribeIn({.name = "status", .status = status, .param = "file"}).status()));
  }
}

TEST_F(WhisperTranscriberTest, KeepsTheDeadline) {
  server_.Script({{.times = 0, .after = kPatience}});
  EXPECT_TRUE(absl::IsDeadlineExceeded(
      transcriber_.Transcribe({.audio = "x", .deadline = absl::Now() + kShort}).status()));
}

TEST_F(WhisperTranscriberTest, SendsNoRequestForAnEmptyInput) {
  EXPECT_TRUE(absl::IsInvalidArgument(Transcribe("").status()));
  EXPECT_THAT(server_.Requests(), IsEmpty());
}

// Decodes in this process.
class FakeDecoder : public SoundDecoder {
 public:
  absl::StatusOr<Samples> Decode(absl::string_view recording, absl::Time) override {
    return DecodeAudio(recording, 100);
  }
};

class WavTest : public WhisperTranscriberTest {
 protected:
  std::vector<std::string> FileNames() const {
    std::vector<std::string> names;
    for (const Arrival& arrival : server_.Requests()) {
      names.push_back(arrival.form().back().file_name);
    }
    return names;
  }

  absl::StatusOr<RecognisedSpeech> Transcribe(const std::string& audio) {
    return speaks_wav_.Transcribe({.audio = audio, .deadline = Soon()});
  }

  FakeDecoder decoder_;
  WhisperTranscriber speaks_wav_{
      endpoint_, metrics_, {.model = "whisper-test", .decoder = &decoder_}};
};

TEST_F(WavTest, AnEndpointThatDecodesOnlyWavGetsWavFromThenOn) {
  for (const int status : {400, 415, 422, 500, 200}) {
    WhisperTranscriber fresh(endpoint_, metrics_, {.model = "m", .decoder = &decoder_});
    server_.Script({{.name = "wav_only", .times = 0, .status = status}});
    const std::size_t before = server_.Requests().size();
    for (const char* file : {"music.webm", "music.ogg"}) {
      const absl::StatusOr<RecognisedSpeech> speech =
          fresh.Transcribe({.audio = TestRecording(file), .deadline = Soon()});
      ASSERT_TRUE(speech.ok()) << status << file << speech.status();
      EXPECT_NE(speech->text, "") << status;
    }
    // The server is asked again where it failed (5xx), then with WAV, and the second time at once.
    const std::size_t refused = status == 500 ? 2 : 1;
    EXPECT_EQ(server_.Requests().size() - before, refused + 2) << status;
    EXPECT_EQ(FileNames().back(), "audio.wav") << status;
  }
}

TEST_F(WavTest, TheWavIsTheWholeRecordingAt16Kilohertz) {
  server_.Script({{.name = "wav_only", .status = 400}});
  ASSERT_TRUE(Transcribe(TestRecording("music.webm")).ok());
  const std::string wav = Content("file");
  const absl::StatusOr<Samples> heard = DecodeAudio(wav, 100);
  ASSERT_TRUE(heard.ok());
  EXPECT_EQ(wav, WavOf(*heard));
  EXPECT_NEAR(static_cast<double>(heard->size()) / kSampleRate, 2.4, 0.1);
}

TEST_F(WavTest, ARecordingThatIsRefusedInBothFormsChangesNothing) {
  server_.Script({{.name = "status", .times = 2, .status = 400}});
  EXPECT_TRUE(absl::IsInvalidArgument(Transcribe(TestRecording("music.webm")).status()));
  ASSERT_TRUE(Transcribe(TestRecording("music.ogg")).ok());
  EXPECT_THAT(FileNames(), ElementsAre("audio.webm", "audio.wav", "audio.ogg"));
}

TEST_F(WavTest, ARecordingThatCannotBeDecodedIsSentOnce) {
  server_.Script({{.name = "wav_only", .times = 0, .status = 400}});
  EXPECT_TRUE(absl::IsInvalidArgument(Transcribe("\x1a\x45\xdf\xa3 no sound").status()));
  EXPECT_THAT(server_.Requests(), SizeIs(1));
}

TEST_F(WavTest, OtherRefusalsDoNotSwitchToWav) {
  server_.Script({{.name = "status", .status = 400, .param = "language"}});
  EXPECT_TRUE(absl::IsUnavailable(Transcribe(TestRecording("music.webm")).status()));
  EXPECT_THAT(server_.Requests(), SizeIs(1));
}

TEST_F(WavTest, WavMayBeAskedForFromTheBeginning) {
  WhisperTranscriber always(endpoint_, metrics_,
                            {.model = "m", .always_wav = true, .decoder = &decoder_});
  ASSERT_TRUE(always.Transcribe({.audio = TestRecording("music.mp4"), .deadline = Soon()}).ok());
  EXPECT_THAT(FileNames(), ElementsAre("audio.wav"));
}

TEST_F(WhisperTranscriberTest, OneBadRecordingOpensNoCircuit) {
  ModelEndpoint endpoint(
      *client_, metrics_, clock_,
      {.max_tries = 3, .backoff = {.first = absl::Milliseconds(1)}, .breaker = {.failures = 3}});
  WhisperTranscriber transcriber(endpoint, metrics_, {.model = "m"});
  server_.Script({{.name = "status", .times = 12, .status = 500}});
  for (int i = 0; i < 4; ++i) {
    EXPECT_FALSE(transcriber.Transcribe({.audio = "bad", .deadline = Soon()}).ok());
  }
  EXPECT_TRUE(transcriber.Transcribe({.audio = "good", .deadline = Soon()}).ok());
}

TEST(AudioFileType, IsRecognisedByTheFirstBytes) {
  EXPECT_STREQ(AudioFileTypeOf(TestRecording("music.webm")).file_name, "audio.webm");
  EXPECT_STREQ(AudioFileTypeOf(TestRecording("music.ogg")).media_type, "audio/ogg");
  EXPECT_STREQ(AudioFileTypeOf(TestRecording("music.mp4")).file_name, "audio.mp4");
  EXPECT_STREQ(AudioFileTypeOf(TestRecording("music.mp3")).media_type, "audio/mpeg");
  EXPECT_STREQ(AudioFileTypeOf(WavOf({1, 2})).file_name, "audio.wav");
  EXPECT_STREQ(AudioFileTypeOf("whatever").media_type, "audio/webm");
}

TEST(Transcription, HasItsDuration) {
  EXPECT_EQ(ParseTranscription(R"({"text":"a","duration":3.5})")->seconds, 3.5);
  EXPECT_EQ(ParseTranscription(R"({"text":"a","usage":{"type":"duration","seconds":4}})")->seconds,
            4);
  for (const char* json :
       {R"({"text":"a"})", R"({"duration":-1})", R"({"duration":1e9})", R"({"duration":"long"})"}) {
    EXPECT_EQ(ParseTranscription(json)->seconds, absl::nullopt) << json;
  }
}

TEST(Transcription, MayBeNone) {
  for (const char* json : {"", "hello", "[]", "null", R"({"error":{"message":"x"}})", "{"}) {
    EXPECT_TRUE(absl::IsUnavailable(ParseTranscription(json).status())) << json;
  }
}

}  // namespace
}  // namespace lossy::agent
