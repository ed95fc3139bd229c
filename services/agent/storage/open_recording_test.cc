#include "services/agent/storage/open_recording.h"

#include "base/text/uuid.h"
#include "gmock/gmock.h"
#include "services/agent/models/media/audio_decoder.h"
#include "services/agent/models/media/browser_recording.h"
#include "services/agent/storage/agent_fixture.h"

namespace lossy::agent {
namespace {

constexpr double kRawRate = 2'000;
constexpr double kLongest = 100;
// A handover after three seconds finds the pause behind the first sentence, and a handover after
// six seconds the pause behind the second one.
constexpr double kSentence = 4;

// A decoder that runs in this process.
class FakeDecoder : public SoundDecoder {
 public:
  absl::StatusOr<Samples> Decode(absl::string_view recording, absl::Time) override {
    return DecodeAudio(recording, kLongest);
  }
};

class OpenRecordingTest : public AgentTest {
 protected:
  OpenRecordingTest() { EXPECT_TRUE(sessions_.Join("ann", session_, {}).ok()); }

  SessionStore Store(double max_seconds, std::int64_t max_bytes = 5'000'000) {
    return SessionStore(pool_, {.recording = {.max_bytes = max_bytes,
                                              .max_seconds = max_seconds,
                                              .min_handover_bytes = 1'000,
                                              .decoder = &decoder_}});
  }

  void Record(SessionStore& store, const std::vector<std::string>& pieces) {
    for (const std::string& piece : pieces) {
      const absl::StatusOr<Appended> appended = store.Append("ann", session_, "r", piece);
      ASSERT_TRUE(appended.ok()) << appended.status();
    }
    ASSERT_TRUE(store.FinishRecording("ann", session_, "r").ok());
  }

  // As AgentTest::HandedOver. Expects that each duration is that of the recording.
  std::vector<std::string> HandedOver() {
    return AgentTest::HandedOver([](const Transcript& transcript, const std::string& sound) {
      EXPECT_NEAR(transcript.duration_seconds.value_or(0), RecordingSeconds(sound, kRawRate), 0.1);
    });
  }

  static double Decoded(const std::string& recording) {
    const absl::StatusOr<Samples> samples = DecodeAudio(recording, kLongest);
    EXPECT_TRUE(samples.ok()) << samples.status();
    return samples.ok() ? static_cast<double>(samples->size()) / kSampleRate : 0;
  }

  // The result is three recordings with a sentence each, which together are as long as the input.
  void ExpectThreeSentences(const std::string& file) {
    SessionStore store = Store(kSentence);
    const BrowserRecording recording = ReadBrowserRecording(file);
    Record(store, recording.pieces);
    const std::vector<std::string> sounds = HandedOver();
    ASSERT_EQ(sounds.size(), 3u) << file;
    EXPECT_NEAR(Decoded(sounds[0]), 2.9, 0.5) << file;
    EXPECT_NEAR(Decoded(sounds[1]), 3.1, 0.5) << file;
    EXPECT_NEAR(Decoded(sounds[0]) + Decoded(sounds[1]) + Decoded(sounds[2]),
                Decoded(recording.bytes), 0.25)
        << file;
  }

  FakeDecoder decoder_;
  const std::string session_ = base::NewUuid();
};

TEST_F(OpenRecordingTest, ARealRecordingIsHandedOverInItsPauses) {
  for (const char* file :
       {"chromium_default.webm", "chromium_24k.webm", "chromium_48k.webm", "chromium_3s.webm",
        "chromium_mp4.mp4", "speech.ogg", "speech_aac.mp4"}) {
    ExpectThreeSentences(file);
  }
}

TEST_F(OpenRecordingTest, ARecordingHasItsMeasuredLength) {
  SessionStore store = Store(60);
  const BrowserRecording recording = ReadBrowserRecording("chromium_default.webm");
  for (const std::string& piece : recording.pieces) {
    const absl::StatusOr<Appended> appended = store.Append("ann", session_, "r", piece);
    ASSERT_TRUE(appended.ok());
    EXPECT_FALSE(appended->handed_over);
  }
  const SessionState state = *store.Join("ann", session_, {});
  EXPECT_NEAR(state.audio.seconds, 8.46, 0.1);
  EXPECT_EQ(state.audio.bytes, static_cast<std::int64_t>(recording.bytes.size()));
  ASSERT_TRUE(store.FinishRecording("ann", session_, "r").ok());
  EXPECT_THAT(HandedOver(), testing::ElementsAre(recording.bytes));
}

TEST_F(OpenRecordingTest, APictureIsNeitherStoredNorCounted) {
  SessionStore store = Store(60, 50'000);
  const BrowserRecording recording = ReadBrowserRecording("chromium_video.webm");
  ASSERT_GT(recording.bytes.size(), 50'000u);
  Record(store, recording.pieces);
  const std::vector<std::string> sounds = HandedOver();
  ASSERT_EQ(sounds.size(), 1u);
  EXPECT_NEAR(Decoded(sounds[0]), 6.48, 0.1);
}

TEST_F(OpenRecordingTest, AWholeFileInOnePieceBecomesSeveralRecordings) {
  SessionStore store = Store(kSentence);
  Record(store, {ReadBrowserRecording("chromium_default.webm").bytes});
  EXPECT_EQ(HandedOver().size(), 3u);
}

TEST_F(OpenRecordingTest, TheSoundBehindThePauseBeginsTheNextRecording) {
  SessionStore store = Store(kSentence);
  const BrowserRecording recording = ReadBrowserRecording("chromium_24k.webm");
  for (const std::string& piece : recording.pieces) {
    const absl::StatusOr<Appended> appended = store.Append("ann", session_, "r", piece);
    ASSERT_TRUE(appended.ok());
    if (!appended->handed_over) continue;
    EXPECT_NEAR(appended->audio.seconds, 1.1, 1);
    EXPECT_GT(appended->audio.bytes, 0);
    return;
  }
  FAIL() << "nothing was handed over";
}

TEST_F(OpenRecordingTest, AReplicaOfTheVersionBeforeMayKeepAPiece) {
  SessionStore store = Store(60);
  const BrowserRecording recording = ReadBrowserRecording("chromium_48k.webm");
  for (std::size_t i = 0; i < recording.pieces.size(); ++i) {
    ASSERT_TRUE(store.Append("ann", session_, "r", recording.pieces[i]).ok());
    if (i != 20) continue;
    ASSERT_TRUE(pool_.Query("UPDATE sessions SET audio_state = NULL").ok());
  }
  EXPECT_NEAR(store.Join("ann", session_, {})->audio.seconds, 8.46, 0.5);
}

}  // namespace
}  // namespace lossy::agent
