#include "services/agent/pipeline/draft_stage.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "services/agent/pipeline/work_fixture.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using DraftStageTest = WorkTest;

TEST_F(DraftStageTest, MakesNotesInTheOrderOfSpeech) {
  for (const char* text : {"one", "two", "three"}) Speak(text);
  EXPECT_EQ(Note(), 3);
  EXPECT_THAT(
      Told(session_),
      ElementsAre("transcript_ready", "transcript_ready", "transcript_ready", "note one",
                  "note_created", "note two", "note_created", "note three", "note_created"));
  EXPECT_EQ(keeper_.users[0], "ann");
  EXPECT_EQ(keeper_.notes.begin()->second.timestamp_seconds(), 5);
}

TEST_F(DraftStageTest, SaysWhyThereIsNoNote) {
  Speak("um");
  Note();
  EXPECT_THAT(Told(session_), ElementsAre("transcript_ready", "note_skipped noise"));
  EXPECT_THAT(keeper_.notes, IsEmpty());
}

TEST_F(DraftStageTest, SkipsWhatIsLessSureThanItsUserWantsIt) {
  standards_.least = 0.91;
  Speak("one");
  Note();
  EXPECT_THAT(Told(session_), ElementsAre("transcript_ready", "note_skipped low_confidence"));
  EXPECT_THAT(keeper_.notes, IsEmpty());
}

TEST_F(DraftStageTest, SaysWhoHeardAndWhoWroteANote) {
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

TEST_F(DraftStageTest, TriesAgainWhileNotesAreAway) {
  keeper_.failure = base::Unavailable("away");
  Speak("one");
  EXPECT_EQ(Note(), 1);
  EXPECT_EQ(Note(), 0);  // It rests.
  Wait();
  keeper_.failure = absl::OkStatus();
  EXPECT_EQ(Note(), 1);
  EXPECT_THAT(Told(session_), ElementsAre("transcript_ready", "note one", "note_created"));
}

TEST_F(DraftStageTest, AsksForOneDraftHoweverOftenItTries) {
  writers_.model = &bounded_model_;
  keeper_.failure = base::Unavailable("away");
  Speak("one");
  Note();
  Wait();
  keeper_.failure = absl::OkStatus();
  Note();
  EXPECT_EQ(model_.calls, 1);
  EXPECT_EQ(budget_.spent["structuring"], 5);
  EXPECT_EQ(OnlyNote().written_by(), "model");
}

TEST_F(DraftStageTest, KeepsTheOrderWhileTheFirstIsTriedAgain) {
  keeper_.failure = base::Unavailable("away");
  Speak("one");
  Speak("two");
  EXPECT_EQ(Note(), 1);
  keeper_.failure = absl::OkStatus();
  EXPECT_EQ(Note(), 0);  // The second waits for the first.
  Wait();
  EXPECT_EQ(Note(), 2);
  EXPECT_THAT(Told(session_), ElementsAre("transcript_ready", "transcript_ready", "note one",
                                          "note_created", "note two", "note_created"));
}

TEST_F(DraftStageTest, MakesOneNoteThoughACrashCameBetween) {
  Speak("one");
  // A replica that claimed, made the note, and died.
  const Transcript claimed = transcripts_.Claim(Stage::kNoting, 1, absl::Seconds(30))->at(0);
  notes::v1::CreateNoteRequest request;
  request.set_request_id(claimed.id);
  request.set_text("one");
  ASSERT_TRUE(keeper_.Create("ann", "r", request).ok());
  EXPECT_EQ(Note(), 0);  // Its lease holds.
  Wait();
  EXPECT_EQ(Note(), 1);
  EXPECT_EQ(keeper_.notes.size(), 1);
  EXPECT_THAT(Told(session_), ElementsAre("transcript_ready", "note one", "note_created"));
}

TEST_F(DraftStageTest, TellsOfANoteOnceThoughTwoReplicasFinish) {
  Speak("one");
  const Transcript slow = transcripts_.Claim(Stage::kNoting, 1, absl::Seconds(30))->at(0);
  Wait();
  EXPECT_EQ(Note(), 1);
  EXPECT_TRUE(transcripts_.Finish(slow, Progress::kNoted, {v1::SessionEvent()}).ok());
  EXPECT_THAT(Told(session_), ElementsAre("transcript_ready", "note one", "note_created"));
}

TEST_F(DraftStageTest, MakesANoteOfMoreThanANoteHolds) {
  Speak(std::string(9'000, '<') + std::string(9'000, 'a'));
  Note();
  EXPECT_GT(OnlyNote().text().size(), 9'000);
}

TEST_F(DraftStageTest, OffersRefusedWordsAgainNowAndThen) {
  keeper_.failure = base::NotFound("Video not found");
  Speak("one");
  EXPECT_EQ(Note(), 1);
  EXPECT_TRUE(Rests(absl::Seconds(50)));
  Wait();
  EXPECT_EQ(Note(), 1);
  EXPECT_THAT(Told(session_), ElementsAre("transcript_ready", "structuring_failed"));
}

TEST_F(DraftStageTest, NotesTheWordsThemselvesWhenNoWriterAcceptsThem) {
  writers_.model = &bounded_model_;
  model_.failure = base::InvalidArgument("text", "is refused");
  rules_.failure = base::InvalidArgument("text", "is refused");
  Speak("one");
  Note();
  EXPECT_EQ(OnlyNote().written_by(), "plain");
}

TEST_F(DraftStageTest, WaitsForAModelAsLongAsItMay) {
  writers_.model = &bounded_model_;
  model_.failure = base::Unavailable("away");
  Speak("one");
  EXPECT_EQ(Note(), 1);
  EXPECT_GT(model_.deadline, clock_.Now() + absl::Seconds(10));
  EXPECT_LT(model_.deadline, clock_.Now() + absl::Seconds(20));
  EXPECT_THAT(Told(session_), ElementsAre("transcript_ready"));
}

TEST_F(DraftStageTest, DoesNotAskAModelBeforeItWantsToBeAsked) {
  writers_.model = &bounded_model_;
  model_.failure = base::RateLimited("too often", 100'000);
  Speak("one");
  EXPECT_EQ(Note(), 1);
  // But until the words are noted without it.
  EXPECT_TRUE(Rests(absl::Seconds(10)));
  EXPECT_FALSE(Rests(absl::Seconds(20)));
}

TEST_F(DraftStageTest, NotesTheWordsThemselvesWhenNoModelAnswersInTime) {
  writers_.model = &bounded_model_;
  model_.failure = base::Unavailable("away");
  Speak("um");
  clock_.Advance(absl::Seconds(16));
  Note();
  EXPECT_THAT(Told(session_),
              ElementsAre("transcript_ready", "structuring_failed", "note um", "note_created"));
  EXPECT_EQ(OnlyNote().category(), notes::v1::NOTE_CATEGORY_GENERAL);
  EXPECT_EQ(OnlyNote().confidence(), 0.5);
  EXPECT_EQ(OnlyNote().written_by(), "plain");
}

TEST_F(DraftStageTest, UsesTheRulesBeyondTheBudgetForModels) {
  writers_.model = &bounded_model_;
  budget_.refusal = base::RateLimited("too many", 100);
  Speak("one");
  Note();
  EXPECT_EQ(OnlyNote().written_by(), "rules");
  EXPECT_EQ(model_.calls, 0);
}

TEST_F(DraftStageTest, UsesTheRulesForWhatAModelWillNeverTake) {
  writers_.model = &bounded_model_;
  model_.failure = base::InvalidArgument("text", "is refused");
  Speak("one");
  Note();
  EXPECT_EQ(OnlyNote().written_by(), "rules");
}

TEST_F(DraftStageTest, AsksAModelAtMostThriceForAnswersOfNoUse) {
  writers_.model = &bounded_model_;
  model_.problem = "empty";
  Speak("the music is too loud");
  for (int i = 0; i < 5; ++i) {
    Note();
    Wait();
    CallEveryone();
  }
  EXPECT_EQ(model_.calls, 3);
  EXPECT_EQ(budget_.spent["structuring"], 15);
  EXPECT_EQ(OnlyNote().written_by(), "rules");
}

TEST_F(DraftStageTest, CountsTheAnswersOfAReplicaThatDied) {
  writers_.model = &bounded_model_;
  model_.problem = "empty";
  Speak("the music is too loud");
  const Transcript claimed = transcripts_.Claim(Stage::kNoting, 1, absl::Seconds(30))->at(0);
  EXPECT_TRUE(*transcripts_.TakeAnswer(claimed, 3));
  EXPECT_TRUE(*transcripts_.TakeAnswer(claimed, 3));
  Wait();
  CallEveryone();
  Note();
  EXPECT_EQ(model_.calls, 1);
  EXPECT_EQ(OnlyNote().written_by(), "rules");
}

TEST_F(DraftStageTest, CountsNoFailureOfTheEndpoint) {
  writers_.model = &bounded_model_;
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
  writers_.model = &bounded_model_;
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
  writers_.model = &bounded_model_;
  for (const char* problem : {"refusal", "content_filter"}) {
    model_.calls = 0;
    model_.problem = problem;
    Speak(absl::StrCat("the music is too loud ", problem));
    Note();
    EXPECT_EQ(model_.calls, 1) << problem;
  }
  EXPECT_EQ(keeper_.notes.size(), 2);
}

TEST_F(DraftStageTest, NotesTheWordsThemselvesAtOnceWhenTheAnswerHasNoNote) {
  writers_.model = &bounded_model_;
  model_.problem = "no_note";
  Speak("the music is too loud");
  Note();
  EXPECT_THAT(Told(session_), ElementsAre("transcript_ready", "structuring_failed",
                                          "note the music is too loud", "note_created"));
  EXPECT_EQ(OnlyNote().written_by(), "plain");
  EXPECT_EQ(OnlyNote().text(), "the music is too loud");
}

TEST_F(DraftStageTest, LosesNoWordsThatTheRulesAreNotSureOf) {
  writers_.model = &bounded_model_;
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
