#include "services/agent/pipeline/draft_stage.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "services/agent/pipeline/pipeline_fixture.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using DraftStageTest = PipelineTest;

TEST_F(DraftStageTest, MakesNotesInTheOrderOfSpeech) {
  for (const char* text : {"one", "two", "three"}) Speak(text);
  EXPECT_EQ(Note(), 3);
  EXPECT_THAT(
      Events(session_),
      ElementsAre("transcript_ready", "transcript_ready", "transcript_ready", "note one",
                  "note_created", "note two", "note_created", "note three", "note_created"));
  EXPECT_EQ(notes_.users[0], "ann");
  EXPECT_EQ(notes_.notes.begin()->second.timestamp_seconds(), 5);
}

TEST_F(DraftStageTest, ReportsWhyThereIsNoNote) {
  Speak("um");
  Note();
  EXPECT_THAT(Events(session_), ElementsAre("transcript_ready", "note_skipped noise"));
  EXPECT_THAT(notes_.notes, IsEmpty());
}

TEST_F(DraftStageTest, SkipsADraftBelowTheConfidenceOfTheUser) {
  confidence_.least = 0.91;
  Speak("one");
  Note();
  EXPECT_THAT(Events(session_), ElementsAre("transcript_ready", "note_skipped low_confidence"));
  EXPECT_THAT(notes_.notes, IsEmpty());
}

TEST_F(DraftStageTest, StatesTheTranscriberAndTheWriterOfANote) {
  Speak("one");
  Note();
  EXPECT_EQ(OnlyNote().heard_by(), "local");
  EXPECT_EQ(OnlyNote().written_by(), "rules");
}

TEST_F(DraftStageTest, ANoteHasTheFrameOfItsWordsAndTheQueueKeepsNone) {
  notes::v1::Frame frame;
  frame.set_timestamp(12.5);
  frame.set_device("webgpu");
  EXPECT_TRUE(transcripts_
                  .Keep({.user_id = "ann",
                         .session_id = session_,
                         .request_id = "r",
                         .text = "one",
                         .source = "local",
                         .frame = frame.SerializeAsString()})
                  .ok());
  Note();
  EXPECT_EQ(OnlyNote().visual_context().timestamp(), 12.5);
  EXPECT_EQ(OnlyNote().visual_context().device(), "webgpu");
  const auto event = outbox_->Events<v1::SessionEvent>("session:" + session_).at(1);
  EXPECT_EQ(event.note_created().visual_context().timestamp(), 12.5);
  EXPECT_TRUE(pool_.Query("SELECT frame IS NULL FROM transcripts")->Bool(0, 0));
}

TEST_F(DraftStageTest, RetriesWhileTheNotesServiceIsUnavailable) {
  notes_.failure = base::Unavailable("away");
  Speak("one");
  EXPECT_EQ(Note(), 1);
  EXPECT_EQ(Note(), 0);  // It is delayed.
  Wait();
  notes_.failure = absl::OkStatus();
  EXPECT_EQ(Note(), 1);
  EXPECT_THAT(Events(session_), ElementsAre("transcript_ready", "note one", "note_created"));
}

TEST_F(DraftStageTest, AsksForOneDraftInAllTries) {
  asks_model_ = true;
  notes_.failure = base::Unavailable("away");
  Speak("one");
  Note();
  Wait();
  notes_.failure = absl::OkStatus();
  Note();
  EXPECT_EQ(model_.calls, 1);
  EXPECT_EQ(quota_.spent[ModelCall::kStructuring], 5);
  EXPECT_EQ(OnlyNote().written_by(), "model");
}

TEST_F(DraftStageTest, KeepsTheOrderWhileTheFirstIsTriedAgain) {
  notes_.failure = base::Unavailable("away");
  Speak("one");
  Speak("two");
  EXPECT_EQ(Note(), 1);
  notes_.failure = absl::OkStatus();
  EXPECT_EQ(Note(), 0);  // The second waits for the first.
  Wait();
  EXPECT_EQ(Note(), 2);
  EXPECT_THAT(Events(session_), ElementsAre("transcript_ready", "transcript_ready", "note one",
                                            "note_created", "note two", "note_created"));
}

TEST_F(DraftStageTest, MakesOneNoteThoughACrashCameBetween) {
  Speak("one");
  // Another replica claimed the words, made the note, and crashed.
  const Transcript claimed = transcripts_.Claim(Stage::kDraft, 1, absl::Seconds(30))->at(0);
  notes::v1::CreateNoteRequest request;
  request.set_request_id(claimed.id);
  request.set_text("one");
  ASSERT_TRUE(notes_.Create("ann", "r", request).ok());
  EXPECT_EQ(Note(), 0);  // Its lease holds.
  Wait();
  EXPECT_EQ(Note(), 1);
  EXPECT_EQ(notes_.notes.size(), 1);
  EXPECT_THAT(Events(session_), ElementsAre("transcript_ready", "note one", "note_created"));
}

TEST_F(DraftStageTest, PublishesANoteOnceThoughTwoReplicasFinish) {
  Speak("one");
  const Transcript slow = transcripts_.Claim(Stage::kDraft, 1, absl::Seconds(30))->at(0);
  Wait();
  EXPECT_EQ(Note(), 1);
  EXPECT_TRUE(transcripts_.Finish(slow, Progress::kNoted, {v1::SessionEvent()}).ok());
  EXPECT_THAT(Events(session_), ElementsAre("transcript_ready", "note one", "note_created"));
}

TEST_F(DraftStageTest, MakesANoteOfMoreThanANoteHolds) {
  Speak(std::string(9'000, '<') + std::string(9'000, 'a'));
  Note();
  EXPECT_GT(OnlyNote().text().size(), 9'000);
}

TEST_F(DraftStageTest, OffersRefusedWordsAgainAfterPauses) {
  notes_.failure = base::NotFound("Video not found");
  Speak("one");
  EXPECT_EQ(Note(), 1);
  EXPECT_TRUE(IsDelayed(absl::Seconds(50)));
  Wait();
  EXPECT_EQ(Note(), 1);
  EXPECT_THAT(Events(session_), ElementsAre("transcript_ready", "structuring_failed"));
}

TEST_F(DraftStageTest, NotesThePlainWordsWhenNoWriterAcceptsThem) {
  asks_model_ = true;
  model_.failure = base::InvalidArgument("text", "is refused");
  rules_.failure = base::InvalidArgument("text", "is refused");
  Speak("one");
  Note();
  EXPECT_EQ(OnlyNote().written_by(), "plain");
}

TEST_F(DraftStageTest, WaitsForAModelAsLongAsItMay) {
  asks_model_ = true;
  model_.failure = base::Unavailable("away");
  Speak("one");
  EXPECT_EQ(Note(), 1);
  EXPECT_GT(model_.deadline, clock_.Now() + absl::Seconds(10));
  EXPECT_LT(model_.deadline, clock_.Now() + absl::Seconds(20));
  EXPECT_THAT(Events(session_), ElementsAre("transcript_ready"));
}

TEST_F(DraftStageTest, AsksAModelNotBeforeItsRetryTime) {
  asks_model_ = true;
  model_.failure = base::RateLimited("too often", 100'000);
  Speak("one");
  EXPECT_EQ(Note(), 1);
  // The delay ends when the words are noted without the model.
  EXPECT_TRUE(IsDelayed(absl::Seconds(10)));
  EXPECT_FALSE(IsDelayed(absl::Seconds(20)));
}

TEST_F(DraftStageTest, NotesTheWordsThemselvesWhenNoModelAnswersInTime) {
  asks_model_ = true;
  model_.failure = base::Unavailable("away");
  Speak("um");
  clock_.Advance(absl::Seconds(16));
  Note();
  EXPECT_THAT(Events(session_),
              ElementsAre("transcript_ready", "structuring_failed", "note um", "note_created"));
  EXPECT_EQ(OnlyNote().category(), notes::v1::NOTE_CATEGORY_GENERAL);
  EXPECT_EQ(OnlyNote().confidence(), 0.5);
  EXPECT_EQ(OnlyNote().written_by(), "plain");
}

TEST_F(DraftStageTest, UsesTheRulesBeyondTheBudgetForModels) {
  asks_model_ = true;
  quota_.refusal = base::RateLimited("too many", 100);
  Speak("one");
  Note();
  EXPECT_EQ(OnlyNote().written_by(), "rules");
  EXPECT_EQ(model_.calls, 0);
}

TEST_F(DraftStageTest, UsesTheRulesForPermanentlyRejectedWords) {
  asks_model_ = true;
  model_.failure = base::InvalidArgument("text", "is refused");
  Speak("one");
  Note();
  EXPECT_EQ(OnlyNote().written_by(), "rules");
}

TEST_F(DraftStageTest, AsksAModelAtMostThreeTimesForUselessAnswers) {
  asks_model_ = true;
  model_.problem = "empty";
  Speak("the music is too loud");
  for (int i = 0; i < 5; ++i) {
    Note();
    Wait();
    CallEveryone();
  }
  EXPECT_EQ(model_.calls, 3);
  EXPECT_EQ(quota_.spent[ModelCall::kStructuring], 15);
  EXPECT_EQ(OnlyNote().written_by(), "rules");
}

TEST_F(DraftStageTest, CountsTheAnswersOfAFailedReplica) {
  asks_model_ = true;
  model_.problem = "empty";
  Speak("the music is too loud");
  const Transcript claimed = transcripts_.Claim(Stage::kDraft, 1, absl::Seconds(30))->at(0);
  EXPECT_TRUE(*transcripts_.TakeAnswer(claimed, 3));
  EXPECT_TRUE(*transcripts_.TakeAnswer(claimed, 3));
  Wait();
  CallEveryone();
  Note();
  EXPECT_EQ(model_.calls, 1);
  EXPECT_EQ(OnlyNote().written_by(), "rules");
}

TEST_F(DraftStageTest, CountsNoFailureOfTheEndpoint) {
  asks_model_ = true;
  model_.failure = base::Unavailable("away");
  Speak("one");
  for (int i = 0; i < 5; ++i) {
    Note();
    Wait();
    CallEveryone();
  }
  model_.failure = absl::OkStatus();
  Note();
  EXPECT_EQ(model_.calls, 6);
  EXPECT_EQ(OnlyNote().written_by(), "model");
}

TEST_F(DraftStageTest, AsksOnceMoreForALongerAnswer) {
  asks_model_ = true;
  model_.problem = "length";
  Speak("the music is too loud");
  Note();
  EXPECT_FALSE(model_.long_answer);
  Wait();
  CallEveryone();
  Note();
  EXPECT_TRUE(model_.long_answer);
  EXPECT_EQ(model_.calls, 2);
  EXPECT_EQ(OnlyNote().written_by(), "rules");
}

TEST_F(DraftStageTest, DoesNotAskAModelAgainThatRefuses) {
  asks_model_ = true;
  for (const char* problem : {"refusal", "content_filter"}) {
    model_.calls = 0;
    model_.problem = problem;
    Speak(absl::StrCat("the music is too loud ", problem));
    Note();
    EXPECT_EQ(model_.calls, 1) << problem;
  }
  EXPECT_EQ(notes_.notes.size(), 2);
}

TEST_F(DraftStageTest, NotesTheWordsThemselvesAtOnceWhenTheAnswerHasNoNote) {
  asks_model_ = true;
  model_.problem = "no_note";
  Speak("the music is too loud");
  Note();
  EXPECT_THAT(Events(session_), ElementsAre("transcript_ready", "structuring_failed",
                                            "note the music is too loud", "note_created"));
  EXPECT_EQ(OnlyNote().written_by(), "plain");
  EXPECT_EQ(OnlyNote().text(), "the music is too loud");
}

TEST_F(DraftStageTest, LosesNoWordsThatTheRulesAreNotSureOf) {
  asks_model_ = true;
  model_.problem = "refusal";
  rules_.confidence = 0.1;
  Speak("die Musik ist zu laut");
  Note();
  EXPECT_EQ(OnlyNote().written_by(), "plain");
}

TEST_F(DraftStageTest, StoresAConfidenceOfTwoDecimals) {
  rules_.confidence = 0.73 + 0.1;
  Speak("one");
  Note();
  EXPECT_EQ(OnlyNote().confidence(), 0.83);
}

}  // namespace
}  // namespace lossy::agent
