#include "services/agent/pipeline/transcribe_stage.h"

#include "gmock/gmock.h"
#include "services/agent/pipeline/pipeline_fixture.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;

class TranscribeStageTest : public PipelineTest {
 protected:
  // Moves the time of all speech into the past.
  void PretendAMinutePassed() {
    const char sql[] = "UPDATE transcripts SET inserted_at = inserted_at - interval '1 minute'";
    EXPECT_TRUE(pool_.Query(sql).ok());
    CallEveryone();
  }
};

TEST_F(TranscribeStageTest, ARecordingBecomesANoteWithItsTranscriber) {
  Record("sound");
  EXPECT_EQ(TranscribeAll(), 1);
  EXPECT_EQ(Note(), 1);
  EXPECT_THAT(transcriber_.transcribed, ElementsAre("sound"));
  EXPECT_THAT(Events(session_), ElementsAre("transcription_started", "transcript_ready",
                                            "note the pacing is too slow", "note_created"));
  EXPECT_EQ(OnlyNote().heard_by(), "fake");
}

TEST_F(TranscribeStageTest, SilenceIsNoNote) {
  transcriber_.text = " ";
  Record("sound");
  TranscribeAll();
  Note();
  EXPECT_THAT(Events(session_),
              ElementsAre("transcription_started", "transcript_ready", "note_skipped empty"));
}

TEST_F(TranscribeStageTest, TriesAgainWhenTheRecogniserFails) {
  transcriber_.failure = base::Unavailable("crashed");
  Record("sound");
  EXPECT_EQ(TranscribeAll(), 1);
  EXPECT_EQ(TranscribeAll(), 0);  // It is delayed.
  Wait();
  transcriber_.failure = absl::OkStatus();
  EXPECT_EQ(TranscribeAll(), 1);
  EXPECT_THAT(Events(session_), ElementsAre("transcription_started", "transcript_ready"));
}

TEST_F(TranscribeStageTest, GivesARecordingMoreTimeWithEachTry) {
  transcriber_.failure = absl::DeadlineExceededError("too slow");
  Record("sound");
  for (const int minutes : {1, 2, 3, 4, 4}) {
    TranscribeAll();
    EXPECT_EQ(transcriber_.deadline, clock_.Now() + absl::Minutes(minutes));
    Wait();
  }
}

TEST_F(TranscribeStageTest, ReportsRepeatedFailuresAndContinues) {
  transcriber_.failure = base::Unavailable("away");
  Record("sound");
  for (int i = 0; i < 20; ++i, Wait()) TranscribeAll();
  EXPECT_THAT(Events(session_), ElementsAre("transcription_started", "transcription_failed"));
  transcriber_.failure = absl::OkStatus();
  EXPECT_EQ(TranscribeAll(), 1);
  EXPECT_EQ(Events(session_).back(), "transcript_ready");
}

TEST_F(TranscribeStageTest, StopsRetryingAfterAnHour) {
  transcriber_.failure = base::Unavailable("away");
  Record("sound");
  clock_.Advance(absl::Hours(2));
  for (int i = 0; i < 20; ++i, Wait()) TranscribeAll();
  EXPECT_EQ(transcriber_.transcribed.size(), 8);
  EXPECT_THAT(Events(session_), ElementsAre("transcription_started", "transcription_failed"));
}

TEST_F(TranscribeStageTest, RetriesAtTheTimeOfTheTranscriber) {
  transcriber_.failure = base::RateLimited("too often", 100'000);
  Record("sound");
  EXPECT_EQ(TranscribeAll(), 1);
  EXPECT_TRUE(IsDelayed(absl::Seconds(90)));
}

TEST_F(TranscribeStageTest, ReportsAnUntranscribableRecording) {
  transcriber_.failure = base::InvalidArgument("audio", "is no audio");
  Record("noise");
  TranscribeAll();
  EXPECT_THAT(Events(session_), ElementsAre("transcription_started", "transcription_failed"));
}

TEST_F(TranscribeStageTest, TranscribesTheRecordingsOfASessionInOrder) {
  Record("one");
  Record("two");
  transcriber_.failure = base::Unavailable("crashed");
  EXPECT_EQ(TranscribeAll(), 1);
  Wait();
  transcriber_.failure = absl::OkStatus();
  EXPECT_EQ(TranscribeAll(), 2);
  EXPECT_THAT(transcriber_.transcribed, ElementsAre("one", "one", "two"));
}

TEST_F(TranscribeStageTest, ALaterRecordingWaitsABoundedTimeForAFailingOne) {
  Record("one");
  transcriber_.failure = base::Unavailable("away");
  EXPECT_EQ(TranscribeAll(), 1);
  Record("two");
  EXPECT_EQ(TranscribeAll(), 0);
  PretendAMinutePassed();
  transcriber_.failure = absl::OkStatus();
  EXPECT_GE(TranscribeAll(), 1);  // Includes the first one if its delay expired.
  EXPECT_THAT(transcriber_.transcribed, testing::Contains("two"));
}

TEST_F(TranscribeStageTest, LaterWordsWaitABoundedTimeForARecording) {
  Record("sound");
  Speak("later");
  EXPECT_EQ(Note(), 0);
  PretendAMinutePassed();
  EXPECT_EQ(Note(), 1);
}

TEST_F(TranscribeStageTest, ARepeatedTranscriptionChangesTheNote) {
  Record("sound");
  const std::string recording = recording_store_.List("ann", "", 10)->at(0).id();
  EXPECT_EQ(recording_store_.TranscribeAgain("ann", recording).code(),
            absl::StatusCode::kFailedPrecondition);
  TranscribeAll();
  Note();
  transcriber_.text = "the pacing is too quick";
  EXPECT_TRUE(absl::IsNotFound(recording_store_.TranscribeAgain("ben", recording)));
  ASSERT_TRUE(recording_store_.TranscribeAgain("ann", recording).ok());
  EXPECT_EQ(TranscribeAll(), 1);
  EXPECT_EQ(Note(), 1);
  EXPECT_EQ(OnlyNote().text(), "the pacing is too quick");
  EXPECT_EQ(Events(session_).back(), "note_updated");
  const v1::Recording listed = recording_store_.List("ann", session_, 10)->at(0);
  EXPECT_EQ(listed.text(), "the pacing is too quick");
  EXPECT_EQ(listed.status(), "noted");
  EXPECT_EQ(listed.note_id(), OnlyNote().id());
}

TEST_F(TranscribeStageTest, ARepeatedTranscriptionKeepsTheOldWordsUntilItEnds) {
  Record("sound");
  const std::string recording = recording_store_.List("ann", "", 10)->at(0).id();
  const auto listed = [this] { return recording_store_.List("ann", "", 10)->at(0); };
  TranscribeAll();
  Note();
  ASSERT_TRUE(recording_store_.TranscribeAgain("ann", recording).ok());
  EXPECT_EQ(listed().text(), "the pacing is too slow");
  transcriber_.failure = base::InvalidArgument("audio", "is no audio");
  TranscribeAll();
  EXPECT_EQ(listed().text(), "the pacing is too slow");
  EXPECT_EQ(listed().status(), "noted");
  transcriber_.failure = absl::OkStatus();
  transcriber_.text = " ";
  ASSERT_TRUE(recording_store_.TranscribeAgain("ann", recording).ok());
  TranscribeAll();
  EXPECT_EQ(listed().text(), "the pacing is too slow");
  EXPECT_EQ(Note(), 0);
}

}  // namespace
}  // namespace lossy::agent
