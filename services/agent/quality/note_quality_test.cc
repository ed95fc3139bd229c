#include "services/agent/quality/note_quality.h"

#include <cmath>

#include "gtest/gtest.h"
#include "services/agent/pipeline/fake_notes_api.h"
#include "services/agent/quality/session_confidence_policy.h"

namespace lossy::agent {
namespace {

TEST(NoteQualityTest, IsTheUsersChoiceButNotBelowTheFloor) {
  EXPECT_EQ(MinConfidence(0.3, 0), 0.3);
  EXPECT_EQ(MinConfidence(0.8, 4), 0.8);
  EXPECT_EQ(MinConfidence(0, 0), 0.25);
}

TEST(NoteQualityTest, RisesForAnOftenDeletedCategory) {
  EXPECT_DOUBLE_EQ(MinConfidence(0.3, 5), 0.4);
  EXPECT_DOUBLE_EQ(MinConfidence(0.1, 9), 0.4);
  EXPECT_DOUBLE_EQ(MinConfidence(0.6, 5), 0.7);
  EXPECT_DOUBLE_EQ(MinConfidence(1, 5), 1);
  // The exact sum is more than 0.8.
  EXPECT_EQ(MinConfidence(0.7000000000000001, 5), 0.8);
}

TEST(SessionConfidencePolicyTest, CountsTheUsersDeletionsOfTheCategory) {
  FakeNotesApi notes;
  SessionConfidencePolicy confidence(notes, [](const Transcript&) { return 0.3; });
  notes::v1::CategoryCount& pacing = *notes.deleted.add_counts();
  pacing.set_category(notes::v1::NOTE_CATEGORY_PACING);
  pacing.set_count(5);
  EXPECT_TRUE(confidence.Suffices({}, notes::v1::NOTE_CATEGORY_PACING, 0.4));
  EXPECT_FALSE(confidence.Suffices({}, notes::v1::NOTE_CATEGORY_PACING, 0.39));
  EXPECT_TRUE(confidence.Suffices({}, notes::v1::NOTE_CATEGORY_AUDIO, 0.3));
  EXPECT_FALSE(confidence.Suffices({}, notes::v1::NOTE_CATEGORY_AUDIO, 0.29));
  notes.failure = base::Unavailable("away");
  EXPECT_TRUE(confidence.Suffices({}, notes::v1::NOTE_CATEGORY_PACING, 0.39));
}

TEST(SessionConfidencePolicyTest, LeavesAConfidenceThatIsNoNumberToTheNotesService) {
  FakeNotesApi notes;
  SessionConfidencePolicy confidence(notes, [](const Transcript&) { return 0.3; });
  EXPECT_TRUE(confidence.Suffices({}, notes::v1::NOTE_CATEGORY_PACING, std::nan("")));
}

TEST(SessionConfidencePolicyTest, CountsDeletionsOnlyIfTheirNumberDecides) {
  FakeNotesApi notes;
  SessionConfidencePolicy confidence(notes, [](const Transcript&) { return 0.3; });
  EXPECT_TRUE(confidence.Suffices({}, notes::v1::NOTE_CATEGORY_PACING, 0.4));
  EXPECT_FALSE(confidence.Suffices({}, notes::v1::NOTE_CATEGORY_PACING, 0.29));
  EXPECT_EQ(notes.calls, 0);
  EXPECT_TRUE(confidence.Suffices({}, notes::v1::NOTE_CATEGORY_PACING, 0.35));
  EXPECT_EQ(notes.calls, 1);
}

}  // namespace
}  // namespace lossy::agent
