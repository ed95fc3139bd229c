#include "services/agent/pipeline/improve_stage.h"

#include "gmock/gmock.h"
#include "services/agent/pipeline/pipeline_fixture.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;

// One note exists, made of the words as they were spoken.
class ImproveStageTest : public PipelineTest {
 protected:
  ImproveStageTest() {
    asks_model_ = true;
    model_.failure = base::Unavailable("away");
    Speak("one");
    clock_.Advance(absl::Seconds(16));
    Note();
    EXPECT_EQ(OnlyNote().written_by(), "plain");
    EXPECT_TRUE(pool_.Query("DELETE FROM outbox").ok());
  }

  // Returns how often the stage asks the model in `turns` turns. Each turn follows the delay.
  int CallsOfTurns(int turns) {
    model_.calls = 0;
    for (int i = 0; i < turns; ++i) {
      Improve();
      Wait();
      CallEveryone();
    }
    return model_.calls;
  }
};

TEST_F(ImproveStageTest, ANoteImprovesWhenAModelAnswersAtLast) {
  EXPECT_EQ(Improve(), 1);
  EXPECT_EQ(Improve(), 0);  // It is delayed.
  Wait();
  model_.failure = absl::OkStatus();
  EXPECT_EQ(Improve(), 1);
  EXPECT_EQ(OnlyNote().written_by(), "model");
  EXPECT_EQ(OnlyNote().revision(), 2);
  EXPECT_THAT(Events(session_), ElementsAre("update one", "note_updated"));
  Wait();
  EXPECT_EQ(Improve(), 0);
}

TEST_F(ImproveStageTest, ANoteThatItsReviewerChangedStays) {
  notes_.notes.begin()->second.set_revision(2);
  model_.failure = absl::OkStatus();
  Improve();
  EXPECT_EQ(OnlyNote().written_by(), "plain");
  EXPECT_THAT(Events(session_), testing::IsEmpty());
}

TEST_F(ImproveStageTest, ANoteThatItsReviewerConfirmedStays) {
  notes_.notes.begin()->second.set_status(notes::v1::NOTE_STATUS_FIRMED);
  model_.failure = absl::OkStatus();
  Improve();
  EXPECT_EQ(OnlyNote().written_by(), "plain");
  Wait();
  EXPECT_EQ(Improve(), 0);
}

TEST_F(ImproveStageTest, ANoteStaysWhenTheModelIsNotSure) {
  model_.failure = absl::OkStatus();
  model_.confidence = 0.2;
  Improve();
  EXPECT_EQ(OnlyNote().written_by(), "plain");
  Wait();
  EXPECT_EQ(Improve(), 0);
}

TEST_F(ImproveStageTest, WaitsForABudget) {
  model_.failure = absl::OkStatus();
  quota_.refusal = base::RateLimited("too many", 60'000);
  EXPECT_EQ(Improve(), 1);
  EXPECT_EQ(OnlyNote().written_by(), "plain");
  Wait();
  quota_.refusal = absl::OkStatus();
  EXPECT_EQ(Improve(), 1);
  EXPECT_EQ(OnlyNote().written_by(), "model");
}

TEST_F(ImproveStageTest, StopsRetryingAfterADay) {
  clock_.Advance(absl::Hours(25));
  EXPECT_EQ(Improve(), 1);
  Wait();
  EXPECT_EQ(Improve(), 0);
}

TEST_F(ImproveStageTest, GivesASlowModelTwoMinutes) {
  Improve();
  EXPECT_TRUE(model_.full_patience);
  EXPECT_EQ(model_.deadline, clock_.Steady() + absl::Minutes(2));
}

TEST_F(ImproveStageTest, AsksAModelAtMostThreeTimesForUselessAnswers) {
  model_.failure = absl::OkStatus();
  model_.problem = "empty";
  EXPECT_EQ(CallsOfTurns(5), 3);
  EXPECT_EQ(OnlyNote().written_by(), "plain");
}

TEST_F(ImproveStageTest, AsksAModelThriceThatNeverAnswersInTime) {
  model_.failure = absl::DeadlineExceededError("slow");
  EXPECT_EQ(CallsOfTurns(5), 3);
}

// The model's first answer about the words had no note.
TEST_F(ImproveStageTest, CountsTheAnswersFromBefore) {
  EXPECT_TRUE(pool_.Query("UPDATE transcripts SET model_answers = 2").ok());
  model_.failure = absl::OkStatus();
  model_.problem = "no_note";
  EXPECT_EQ(CallsOfTurns(3), 1);
}

}  // namespace
}  // namespace lossy::agent
