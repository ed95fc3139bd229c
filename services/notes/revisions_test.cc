#include "services/notes/revisions.h"

#include <future>
#include <limits>

#include "gmock/gmock.h"
#include "services/notes/revisions_fixture.h"

namespace lossy::notes {
namespace {

using channel::v1::REASON_CONFLICT;
using channel::v1::REASON_NOT_FOUND;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(RevisionsTest, ChangesTheGivenFieldsOnly) {
  v1::CreateNoteRequest create = Spoken("to slow", video_, 12.5);
  create.set_raw_transcript("it is too slow");
  create.set_heard_by("local");
  create.set_written_by("rules");
  create.set_confidence(0.5);
  const v1::Note first = Create("ann", create);
  EXPECT_EQ(first.revision(), 1);

  v1::UpdateNoteRequest request;
  request.set_note_id(first.id());
  request.set_category(v1::NOTE_CATEGORY_PACING);
  request.set_enrichment_source(v1::ENRICHMENT_SOURCE_GPT4O_VISION);
  const v1::Note second = Update(request);
  v1::Note expected = first;
  expected.set_category(v1::NOTE_CATEGORY_PACING);
  expected.set_enrichment_source(v1::ENRICHMENT_SOURCE_GPT4O_VISION);
  expected.set_revision(2);
  *expected.mutable_updated_at() = second.updated_at();
  EXPECT_EQ(second.SerializeAsString(), expected.SerializeAsString());
  EXPECT_EQ(Get("ann", first.id())->SerializeAsString(), second.SerializeAsString());
}

TEST_F(RevisionsTest, PublishesToTheVideoAndToTheUser) {
  const v1::Note note = Update(Saying(Create("ann", Spoken("x", video_)), "y"));
  for (const std::string& topic : {"video:" + video_, std::string("user:ann")}) {
    ASSERT_THAT(Events(topic), SizeIs(2));
    EXPECT_EQ(Events(topic)[1].note_updated().SerializeAsString(), note.SerializeAsString());
  }
  EXPECT_THAT(TouchedCounts(), ElementsAre(1));
}

TEST_F(RevisionsTest, ClearsFieldsThatAreSetToNothing) {
  v1::CreateNoteRequest create = Spoken("x");
  create.set_raw_transcript("x");
  create.set_heard_by("local");
  v1::UpdateNoteRequest request = Saying(Create("ann", create), "x");
  request.set_raw_transcript("");
  request.set_heard_by(" ");
  const v1::Note note = Update(request);
  EXPECT_FALSE(note.has_raw_transcript());
  EXPECT_FALSE(note.has_heard_by());
}

TEST_F(RevisionsTest, ChangesTheEndAsContent) {
  v1::UpdateNoteRequest request;
  request.set_note_id(Create("ann", Spoken("x", video_, 10)).id());
  request.set_end_seconds(12.5);
  const v1::Note range = Update(request);
  EXPECT_EQ(range.end_seconds(), 12.5);
  EXPECT_EQ(range.revision(), 2);
  EXPECT_EQ(History(range)[0].end_seconds(), 12.5);
  EXPECT_FALSE(History(range)[1].has_end_seconds());
  request.set_end_seconds(10);
  EXPECT_FALSE(Update(request).has_end_seconds());
  EXPECT_EQ(Revert(BackTo(range, 2)).end_seconds(), 12.5);
}

TEST_F(RevisionsTest, RejectsAnEndBeforeTheNote) {
  v1::UpdateNoteRequest request;
  request.set_note_id(Create("ann", Spoken("x", video_, 10)).id());
  for (const double end : {9.9, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    request.set_end_seconds(end);
    EXPECT_EQ(MessageOf(TryUpdate(As("ann"), request).status()).find("end_seconds"), 0) << end;
  }
}

TEST_F(RevisionsTest, MovesTheStatusWithoutANewRevision) {
  v1::UpdateNoteRequest request;
  request.set_note_id(Create("ann", Spoken("x", video_)).id());
  request.set_status(v1::NOTE_STATUS_FIRMED);
  const v1::Note firmed = Update(request);
  EXPECT_EQ(firmed.status(), v1::NOTE_STATUS_FIRMED);
  EXPECT_EQ(firmed.revision(), 1);
  EXPECT_THAT(History(firmed), SizeIs(1));
  EXPECT_EQ(Events("video:" + video_)[1].note_updated().status(), v1::NOTE_STATUS_FIRMED);
}

TEST_F(RevisionsTest, PublishesNothingForAnEmptyChange) {
  const v1::Note note = Create("ann", Spoken("x"));
  v1::UpdateNoteRequest same = Saying(note, " x ");
  same.set_status(v1::NOTE_STATUS_GHOST);
  EXPECT_EQ(Update(same).SerializeAsString(), note.SerializeAsString());
  EXPECT_EQ(Revert(BackTo(note, 1)).SerializeAsString(), note.SerializeAsString());
  EXPECT_THAT(Events("user:ann"), SizeIs(1));
}

TEST_F(RevisionsTest, RefusesAChangeOfAnOlderRevision) {
  const v1::Note note = Create("ann", Spoken("x"));
  v1::UpdateNoteRequest request = Saying(note, "mine");
  request.set_expected_revision(note.revision());
  EXPECT_EQ(Update(request).revision(), 2);
  request.set_text("late");
  EXPECT_EQ(ReasonOf(TryUpdate(As("ann"), request).status()), REASON_CONFLICT);
  v1::RevertNoteRequest revert = BackTo(note);
  revert.set_expected_revision(note.revision());
  EXPECT_EQ(ReasonOf(TryRevert(As("ann"), revert).status()), REASON_CONFLICT);
  EXPECT_THAT(Texts(note), ElementsAre("mine", "x"));
}

TEST_F(RevisionsTest, AcceptsOneOfManyChangesOfTheSameRevision) {
  const v1::Note note = Create("ann", Spoken("x"));
  std::vector<std::future<absl::Status>> all;
  all.reserve(6);
  for (int i = 0; i < 6; ++i) {
    v1::UpdateNoteRequest request = Saying(note, std::to_string(i));
    request.set_expected_revision(1);
    all.push_back(std::async(std::launch::async,
                             [this, request] { return TryUpdate(As("ann"), request).status(); }));
  }
  int won = 0;
  for (std::future<absl::Status>& one : all) {
    const absl::Status status = one.get();
    won += status.ok() ? 1 : 0;
    if (!status.ok()) {
      EXPECT_EQ(ReasonOf(status), REASON_CONFLICT);
    }
  }
  EXPECT_EQ(won, 1);
  EXPECT_THAT(History(note), SizeIs(2));
}

TEST_F(RevisionsTest, LosesNoChangeWithoutAnExpectedRevision) {
  const v1::Note note = Create("ann", Spoken("x"));
  std::vector<std::future<v1::Note>> all;
  all.reserve(6);
  for (int i = 0; i < 6; ++i) {
    all.push_back(
        std::async(std::launch::async, [&, i] { return Update(Saying(note, std::to_string(i))); }));
  }
  for (std::future<v1::Note>& one : all) EXPECT_GT(one.get().revision(), 1);
  EXPECT_THAT(History(note), SizeIs(7));
  const std::vector<v1::NoteEvent> events = Events("user:ann");
  ASSERT_THAT(events, SizeIs(7));
  for (int i = 1; i < 7; ++i) EXPECT_EQ(events[i].note_updated().revision(), i + 1);
}

TEST_F(RevisionsTest, ChangesOnceForARepeatedRequest) {
  const v1::Note note = Create("ann", Spoken("x"));
  v1::UpdateNoteRequest request = Saying(note, "y");
  request.set_expected_revision(1);
  request.set_request_id("once");
  const v1::Note first = Update(request);
  EXPECT_EQ(Update(request).SerializeAsString(), first.SerializeAsString());
  v1::RevertNoteRequest revert = BackTo(note);
  revert.set_request_id("once");
  EXPECT_EQ(Revert(revert).text(), "x");
  EXPECT_EQ(Revert(revert).text(), "x");
  EXPECT_THAT(Texts(note), ElementsAre("x", "y", "x"));
}

TEST_F(RevisionsTest, NamesTheFieldThatIsWrong) {
  const v1::Note note = Create("ann", Spoken("x"));
  const auto message_of = [this](const v1::UpdateNoteRequest& request) {
    return MessageOf(TryUpdate(As("ann"), request).status());
  };
  EXPECT_EQ(message_of(Saying(note, " \n")), "text must not be empty");
  EXPECT_EQ(message_of(Saying(note, std::string(10'001, 'x'))), "text must be at most 10000 bytes");
  v1::UpdateNoteRequest request = Saying(note, "y");
  request.set_confidence(std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(message_of(request), "confidence must be between 0 and 1");
  request = Saying(note, "y");
  request.set_visual_timestamp(-1);
  EXPECT_EQ(message_of(request), "visual_timestamp must be a number of seconds, not negative");
  request.set_visual_timestamp(1'795'987'772'181);
  EXPECT_THAT(message_of(request), testing::StartsWith("visual_timestamp must be in seconds"));
  request.Clear();
  request.set_note_id(note.id());
  request.set_expected_revision(1);
  EXPECT_EQ(message_of(request), "text or another field to change is required");
  EXPECT_EQ(MessageOf(TryRevert(As("ann"), BackTo(note, 0)).status()),
            "revision must be at least 1");
  request = Saying(note, "y");
  request.set_status(static_cast<v1::NoteStatus>(77));
  EXPECT_EQ(message_of(request), "status is not a known one");
  request = Saying(note, "y");
  request.set_enrichment_source(static_cast<v1::EnrichmentSource>(77));
  EXPECT_EQ(message_of(request), "enrichment_source is not a known one");
  request = Saying(note, "y");
  request.set_category(static_cast<v1::NoteCategory>(77));
  EXPECT_EQ(message_of(request), "category is not a known one");
  request = Saying(note, "y");
  request.set_heard_by(std::string(65, 'x'));
  EXPECT_EQ(message_of(request), "heard_by must be at most 64 bytes");
  request = Saying(note, "y");
  request.set_expected_revision(-1);
  EXPECT_EQ(message_of(request), "expected_revision must not be negative");
  request = Saying(note, "y");
  request.set_note_id("7");
  EXPECT_EQ(message_of(request), "note_id must be a UUID");
  EXPECT_THAT(Texts(note), ElementsAre("x"));
}

TEST_F(RevisionsTest, LeavesNoMarkupInAChangedNote) {
  v1::UpdateNoteRequest request = Saying(Create("ann", Spoken("x")), "a <b>\nc");
  request.set_raw_transcript("1 < 2");
  request.set_written_by("<model>");
  const v1::Note note = Update(request);
  EXPECT_EQ(note.text(), "a ‹b› c");
  EXPECT_EQ(note.raw_transcript(), "1 ‹ 2");
  EXPECT_EQ(note.written_by(), "‹model›");
}

TEST_F(RevisionsTest, FindsNoNotesOfOtherUsersAndNoDeletedOnes) {
  const v1::Note note = Update(Saying(Create("ann", Spoken("x")), "y"));
  EXPECT_EQ(ReasonOf(TryUpdate(As("ben"), Saying(note, "z")).status()), REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(TryRevert(As("ben"), BackTo(note)).status()), REASON_NOT_FOUND);
  v1::ListNoteRevisionsRequest list;
  list.set_note_id(note.id());
  v1::ListNoteRevisionsResponse listed;
  EXPECT_EQ(ReasonOf(revisions_.List(As("ben"), list, &listed)), REASON_NOT_FOUND);
  ASSERT_TRUE(Delete("ann", note.id()).ok());
  EXPECT_EQ(ReasonOf(TryUpdate(As("ann"), Saying(note, "z")).status()), REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(TryRevert(As("ann"), BackTo(note)).status()), REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(revisions_.List(As("ann"), list, &listed)), REASON_NOT_FOUND);
  EXPECT_THAT(listed.revisions(), IsEmpty());
}

}  // namespace
}  // namespace lossy::notes
