#include "services/agent/models/pocketsphinx/sphinx_transcriber.h"

#include <atomic>
#include <csignal>
#include <thread>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "base/testing/eventually.h"
#include "gtest/gtest.h"
#include "prometheus/text_serializer.h"
#include "services/agent/models/pocketsphinx/protocol.h"

namespace lossy::agent {
namespace {

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }
absl::Time AtOnce() { return absl::Now() + absl::Milliseconds(50); }

class SphinxTranscriberTest : public testing::Test {
 protected:
  absl::StatusOr<RecognisedSpeech> Transcribe(const std::string& audio,
                                              absl::Time deadline = Soon()) {
    return transcriber_.Transcribe({.audio = audio, .deadline = deadline});
  }

  void ExpectAnswers() {
    const absl::StatusOr<RecognisedSpeech> speech = Transcribe("make it louder");
    ASSERT_TRUE(speech.ok()) << speech.status();
    EXPECT_EQ(speech->text, "make it louder");
  }

  void ExpectLostOver(const std::string& audio) {
    const absl::Status status = Transcribe(audio).status();
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_TRUE(WorkerLost(status)) << status;
    ExpectAnswers();
  }

  bool Counted(absl::string_view line) const {
    return absl::StrContains(prometheus::TextSerializer().Serialize(registry_.Collect()), line);
  }

  prometheus::Registry registry_;
  SphinxTranscriber transcriber_{
      {.command = {"services/agent/models/pocketsphinx/scripted_worker"}}, registry_};
};

TEST_F(SphinxTranscriberTest, ReturnsTheWordsAndTheTranscriber) {
  const absl::StatusOr<RecognisedSpeech> speech = Transcribe("make it louder");
  ASSERT_TRUE(speech.ok()) << speech.status();
  EXPECT_EQ(speech->text, "make it louder");
  EXPECT_EQ(speech->heard_by, "pocketsphinx");
  EXPECT_EQ(speech->audio_seconds, 1.5);
  EXPECT_TRUE(Counted("lossy_agent_speech_audio_seconds_total 1.5"));
  EXPECT_TRUE(Counted("lossy_agent_speech_work_seconds_total 0.25"));
  EXPECT_TRUE(Counted("lossy_agent_speech_busy_workers 0"));
}

TEST_F(SphinxTranscriberTest, ARecordingThatCannotBeDecodedIsRefused) {
  const absl::Status status = Transcribe("refuse").status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_EQ(status.message(), "recording has no audio track");
  ExpectAnswers();
}

TEST_F(SphinxTranscriberTest, ARecordingOfNoSizeOrTooMuchIsRefused) {
  EXPECT_TRUE(absl::IsInvalidArgument(Transcribe("").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Transcribe(std::string(kMaxAudioBytes + 1, 'a')).status()));
}

TEST_F(SphinxTranscriberTest, AProcessThatCrashesIsReplaced) {
  ExpectLostOver("crash");
  EXPECT_TRUE(Counted("lossy_agent_speech_workers_lost_total{reason=\"crash\"} 1"));
}

TEST_F(SphinxTranscriberTest, AProcessThatTakesTooMuchIsReplaced) {
  ExpectLostOver("eat");
  ExpectLostOver("spin");
  EXPECT_TRUE(Counted("lossy_agent_speech_workers_lost_total{reason=\"limit\"} 2"));
}

TEST_F(SphinxTranscriberTest, AProcessWithAnInvalidAnswerIsReplaced) {
  ExpectLostOver("garbage");
  ExpectLostOver("flood");
  EXPECT_TRUE(Counted("lossy_agent_speech_workers_lost_total{reason=\"nonsense\"} 2"));
}

TEST_F(SphinxTranscriberTest, AProcessThatHangsIsReplacedAtTheDeadline) {
  const absl::Status status = Transcribe("hang", AtOnce()).status();
  EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
  EXPECT_FALSE(WorkerLost(status));
  ExpectAnswers();
  EXPECT_TRUE(Counted("lossy_agent_speech_workers_lost_total{reason=\"deadline\"} 1"));
}

TEST_F(SphinxTranscriberTest, AProcessWithAnUnrequestedAnswerIsReplaced) {
  ASSERT_TRUE(Transcribe("twice").ok());
  // The pool may notice the end before or after the next request.
  const absl::StatusOr<RecognisedSpeech> next = Transcribe("make it louder");
  EXPECT_TRUE(next.ok() ? next->text == "make it louder" : WorkerLost(next.status()));
  ExpectAnswers();
}

TEST_F(SphinxTranscriberTest, ACallWaitsForABusyProcessUntilTheDeadline) {
  std::thread first([&] { Transcribe("hang", absl::Now() + absl::Seconds(1)).IgnoreError(); });
  EXPECT_TRUE(base::Eventually([&] { return Counted("lossy_agent_speech_busy_workers 1"); }));
  const absl::Status status = Transcribe("make it louder", AtOnce()).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_FALSE(WorkerLost(status));
  ExpectAnswers();
  first.join();
}

TEST_F(SphinxTranscriberTest, StoppingEndsRunningRequests) {
  std::thread stopper([&] {
    EXPECT_TRUE(base::Eventually([&] { return Counted("lossy_agent_speech_busy_workers 1"); }));
    transcriber_.Stop();
  });
  const absl::Status status = Transcribe("hang").status();
  stopper.join();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_FALSE(WorkerLost(status));
  EXPECT_TRUE(absl::IsUnavailable(Transcribe("make it louder").status()));
}

TEST(SphinxTranscriberPoolTest, SeveralProcessesWorkSideBySide) {
  prometheus::Registry registry;
  SphinxTranscriber transcriber(
      {.command = {"services/agent/models/pocketsphinx/scripted_worker"}, .workers = 2}, registry);
  std::thread stuck(
      [&] { transcriber.Transcribe({.audio = "hang", .deadline = Soon()}).IgnoreError(); });
  EXPECT_TRUE(transcriber.Transcribe({.audio = "make it louder", .deadline = Soon()}).ok());
  transcriber.Stop();
  stuck.join();
}

TEST(SphinxTranscriberPoolTest, AProgramThatCannotStartIsTriedAgainNextTime) {
  prometheus::Registry registry;
  SphinxTranscriber transcriber(
      {.command = {"services/agent/models/pocketsphinx/scripted_worker", "unable"}}, registry);
  for (int i = 0; i < 2; ++i) {
    const absl::Status status =
        transcriber.Transcribe({.audio = "make it louder", .deadline = Soon()}).status();
    EXPECT_TRUE(absl::IsUnavailable(status));
    EXPECT_FALSE(WorkerLost(status));
    EXPECT_EQ(status.message(), "the recogniser cannot be started: there is no model");
  }
}

}  // namespace
}  // namespace lossy::agent
