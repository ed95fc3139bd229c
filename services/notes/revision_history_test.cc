#include "gmock/gmock.h"
#include "services/notes/revisions_fixture.h"

namespace lossy::notes {
namespace {

using channel::v1::REASON_FAILED_PRECONDITION;
using channel::v1::REASON_NOT_FOUND;
using testing::ElementsAre;
using testing::SizeIs;

constexpr int kFormerRevisions = Revisions::Limits().former_revisions;

using RevisionHistoryTest = RevisionsTest;

TEST_F(RevisionHistoryTest, KeepsTheFormerRevision) {
  v1::CreateNoteRequest create = Spoken("too slow", video_);
  create.set_raw_transcript("uh too slow");
  create.set_heard_by("pocketsphinx");
  create.set_written_by("rules");
  const v1::Note note = Create("ann", create);
  v1::UpdateNoteRequest refine = Saying(note, "Speed up the intro");
  refine.set_confidence(0.9);
  refine.set_written_by("a-model");
  refine.set_enrichment_source(v1::ENRICHMENT_SOURCE_GPT4O_VISION);
  refine.set_visual_timestamp(12.5);
  Update(refine);

  const std::vector<v1::NoteRevision> history = History(note);
  ASSERT_THAT(history, SizeIs(2));
  EXPECT_EQ(history[0].revision(), 2);
  EXPECT_EQ(history[0].text(), "Speed up the intro");
  EXPECT_EQ(history[0].confidence(), 0.9);
  EXPECT_EQ(history[0].written_by(), "a-model");
  EXPECT_EQ(history[0].visual_timestamp(), 12.5);
  EXPECT_EQ(history[1].revision(), 1);
  EXPECT_EQ(history[1].text(), "too slow");
  EXPECT_EQ(history[1].raw_transcript(), "uh too slow");
  EXPECT_EQ(history[1].heard_by(), "pocketsphinx");
  EXPECT_EQ(history[1].written_by(), "rules");
  EXPECT_FALSE(history[1].has_confidence());
  EXPECT_FALSE(history[1].has_visual_timestamp());
  EXPECT_EQ(history[1].created_at().SerializeAsString(), note.inserted_at().SerializeAsString());
}

TEST_F(RevisionHistoryTest, NamesTheUserAsTheWriterOfATextThatTheyChange) {
  v1::CreateNoteRequest create = Spoken("x");
  create.set_written_by("rules");
  const v1::Note note = Create("ann", create);
  EXPECT_EQ(Update(Saying(note, "x")).written_by(), "rules");
  v1::UpdateNoteRequest category;
  category.set_note_id(note.id());
  category.set_category(v1::NOTE_CATEGORY_AUDIO);
  EXPECT_EQ(Update(category).written_by(), "rules");
  base::Caller service = As("ann");
  service.identity.role = base::Role::kService;
  EXPECT_EQ(TryUpdate(service, Saying(note, "y"))->written_by(), "rules");
  EXPECT_EQ(Update(Saying(note, "z")).written_by(), "user");
  EXPECT_EQ(Create("ann", Spoken("typed")).written_by(), "user");
}

TEST_F(RevisionHistoryTest, RestoresRevisionsWithoutLoss) {
  const v1::Note note = Create("ann", Spoken("a", video_));
  Update(Saying(note, "b"));
  v1::UpdateNoteRequest third = Saying(note, "c");
  third.set_status(v1::NOTE_STATUS_FIRMED);
  Update(third);

  const v1::Note undone = Revert(BackTo(note));
  EXPECT_EQ(undone.text(), "b");
  EXPECT_EQ(undone.revision(), 4);
  EXPECT_EQ(undone.status(), v1::NOTE_STATUS_FIRMED);
  EXPECT_EQ(Events("video:" + video_).back().note_updated().SerializeAsString(),
            undone.SerializeAsString());
  EXPECT_EQ(Revert(BackTo(note)).text(), "c");
  EXPECT_EQ(Revert(BackTo(note, 1)).text(), "a");
  EXPECT_THAT(Texts(note), ElementsAre("a", "c", "b", "c", "b", "a"));
}

TEST_F(RevisionHistoryTest, RefusesToRestoreAnUnknownRevision) {
  const v1::Note note = Create("ann", Spoken("x"));
  EXPECT_EQ(ReasonOf(TryRevert(As("ann"), BackTo(note)).status()), REASON_FAILED_PRECONDITION);
  const absl::Status missing = TryRevert(As("ann"), BackTo(note, 2)).status();
  EXPECT_EQ(ReasonOf(missing), REASON_NOT_FOUND);
  EXPECT_EQ(MessageOf(missing), "Revision not found");
}

TEST_F(RevisionHistoryTest, ForgetsOldRevisionsButNeverTheFirst) {
  const v1::Note note = Create("ann", Spoken("1"));
  for (int i = 2; i <= kFormerRevisions + 4; ++i) Update(Saying(note, std::to_string(i)));
  const std::vector<v1::NoteRevision> history = History(note);
  ASSERT_THAT(history, SizeIs(kFormerRevisions + 2));
  EXPECT_EQ(history[0].revision(), kFormerRevisions + 4);
  EXPECT_EQ(history[kFormerRevisions].revision(), 4);
  EXPECT_EQ(history.back().revision(), 1);
  EXPECT_EQ(Revert(BackTo(note, 1)).text(), "1");
}

}  // namespace
}  // namespace lossy::notes
