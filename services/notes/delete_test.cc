#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notes/deletion.h"
#include "services/notes/notes_fixture.h"
#include "services/notes/revisions.h"
#include "services/shared/privacy/forget_queue.h"

namespace lossy::notes {
namespace {

using channel::v1::REASON_NOT_FOUND;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

using DeleteTest = NotesTest;

TEST_F(DeleteTest, DeletesANoteOnceForRepeatedRequests) {
  const v1::Note note = Create("ann", Spoken("x", video_));
  Create("ann", Spoken("y", video_));
  ASSERT_TRUE(Enrich("ann", Enrichment(note.id())).ok());
  ASSERT_TRUE(Delete("ann", note.id()).ok());
  ASSERT_TRUE(Delete("ann", note.id()).ok());
  EXPECT_THAT(TouchedCounts(), ElementsAre(1, 2, 1));
  for (const std::string& topic : {"video:" + video_, std::string("user:ann")}) {
    ASSERT_THAT(Events(topic), SizeIs(2));
    EXPECT_EQ(Events(topic)[1].note_deleted().id(), note.id());
    EXPECT_EQ(Events(topic)[1].note_deleted().video_id(), video_);
  }
  EXPECT_EQ(ReasonOf(Get("ann", note.id()).status()), REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Enrich("ann", Enrichment(note.id()))), REASON_NOT_FOUND);
  EXPECT_EQ(pool_.Query("SELECT count(*) FROM embeddings")->Int(0, 0), 0);
}

// Returns the number of rows of the schema that have the word in one of their columns.
int RowsWith(base::pg::Pool& pool, const std::string& word) {
  static constexpr char kTables[] =
      "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()";
  const absl::StatusOr<base::pg::Rows> tables = pool.Query(kTables);
  EXPECT_TRUE(tables.ok()) << tables.status();
  int found = 0;
  for (int i = 0; i < tables->size(); ++i) {
    // The text form of a bytea is hexadecimal.
    const std::string sql =
        absl::StrCat("SELECT count(*) FROM ", tables->Text(i, 0),
                     " t WHERE t::text LIKE '%' || $1 || '%' "
                     "OR t::text LIKE '%' || encode(convert_to($1, 'UTF8'), 'hex') || '%'");
    const absl::StatusOr<base::pg::Rows> rows = pool.Query(sql, {word});
    EXPECT_TRUE(rows.ok()) << rows.status();
    found += static_cast<int>(rows->Int(0, 0));
  }
  return found;
}

TEST_F(DeleteTest, DeletingRemovesTheWordsFromEveryTable) {
  v1::CreateNoteRequest request = Spoken("the wombat is too blue", video_);
  request.set_raw_transcript("uh the wombat is too blue");
  const v1::Note note = Create("ann", request);
  Revisions revisions(pool_);
  v1::UpdateNoteRequest update;
  update.set_note_id(note.id());
  update.set_request_id("r1");
  update.set_text("make the wombat greener");
  v1::UpdateNoteResponse updated;
  ASSERT_TRUE(revisions.Update(As("ann"), update, &updated).ok());
  // The note, its revision, four events, and the response.
  EXPECT_EQ(RowsWith(pool_, "wombat"), 7);
  ASSERT_TRUE(Delete("ann", note.id()).ok());
  EXPECT_EQ(RowsWith(pool_, "wombat"), 0);
}

TEST_F(DeleteTest, DeletingLeavesOtherNotesAsTheyAre) {
  const v1::Note deleted = Create("ann", Spoken("the wombat is too blue", video_));
  const v1::Note kept = Create("ann", Spoken("the wombat is too loud", video_));
  ASSERT_TRUE(Delete("ann", deleted.id()).ok());
  EXPECT_EQ(Get("ann", kept.id())->text(), "the wombat is too loud");
  EXPECT_EQ(RowsWith(pool_, "too loud"), 3);
}

TEST_F(DeleteTest, ADeletedNoteAnswersARepeatOfItsCreationWithoutWords) {
  const v1::CreateNoteRequest request = Spoken("the wombat is too blue");
  const v1::Note note = Create("ann", request);
  ASSERT_TRUE(Delete("ann", note.id()).ok());
  const v1::Note repeat = Create("ann", request);
  EXPECT_EQ(repeat.id(), note.id());
  EXPECT_EQ(repeat.text(), "");
  EXPECT_EQ(RowsWith(pool_, "wombat"), 0);
}

TEST_F(DeleteTest, DeletingRedactsTheTopicBeforeTheEvent) {
  const v1::Note note = Create("ann", Spoken("x", video_));
  ASSERT_TRUE(Delete("ann", note.id()).ok());
  for (const std::string& topic : {"video:" + video_, std::string("user:ann")}) {
    std::vector<std::string> queued;
    for (const base::Outgoing& outgoing : outbox_->Queued(base::kPublish)) {
      google::protobuf::Any any;
      ASSERT_TRUE(any.ParseFromString(outgoing.payload));
      if (outgoing.target == topic) queued.push_back(any.type_url());
    }
    EXPECT_THAT(queued, ElementsAre("type.googleapis.com/lossy.notifications.v1.Redaction",
                                    "type.googleapis.com/lossy.notes.v1.NoteEvent"));
  }
}

TEST_F(DeleteTest, DeletingRemovesTheWordsFromTheAgent) {
  const v1::CreateNoteRequest request = Spoken("x");
  const v1::Note note = Create("ann", request);
  ASSERT_TRUE(Delete("ann", note.id()).ok());
  ASSERT_TRUE(Delete("ann", note.id()).ok());
  const std::vector<base::Outgoing> queued = outbox_->Queued(services::kForget);
  ASSERT_THAT(queued, SizeIs(1));
  privacy::v1::ForgetOrder order;
  ASSERT_TRUE(order.ParseFromString(queued[0].payload));
  EXPECT_EQ(order.service(), "agent");
  EXPECT_EQ(order.request().note().id(), note.id());
  EXPECT_EQ(order.request().note().request_id(), request.request_id());
}

TEST_F(DeleteTest, RemovesTheWordsOfNotesDeletedByTheVersionBefore) {
  const v1::Note note = Create("ann", Spoken("the wombat is too blue"));
  ASSERT_TRUE(pool_.Query("UPDATE notes SET deleted_at = now()").ok());
  Create("ann", Spoken("the koala is too blue"));
  const auto sweep = [this] {
    int emptied = 0;
    EXPECT_TRUE(pool_
                    .Transaction([&](base::pg::Transaction& transaction) {
                      const absl::StatusOr<int> some = EmptyDeletedNotes(transaction, 10);
                      emptied = some.value_or(-1);
                      return some.status();
                    })
                    .ok());
    return emptied;
  };
  EXPECT_EQ(sweep(), 1);
  EXPECT_EQ(sweep(), 0);
  EXPECT_EQ(RowsWith(pool_, "wombat"), 0);
  EXPECT_EQ(RowsWith(pool_, "koala"), 2);
  EXPECT_THAT(outbox_->Queued(services::kForget), SizeIs(1));
}

TEST_F(DeleteTest, CountsDeletedNotesOfASessionByCategory) {
  const std::string session = base::NewUuid();
  const auto say = [&](v1::NoteCategory category, const std::string& session_id) {
    v1::CreateNoteRequest request = Spoken("x");
    request.set_category(category);
    request.set_session_id(session_id);
    return Create("ann", request).id();
  };
  const auto deleted = [this](const std::string& user, const std::string& session_id) {
    v1::CountDeletedNotesRequest request;
    request.set_session_id(session_id);
    v1::CountDeletedNotesResponse response;
    EXPECT_TRUE(notes_->CountDeleted(As(user), request, &response).ok());
    std::map<v1::NoteCategory, int> counts;
    for (const v1::CategoryCount& one : response.counts()) counts[one.category()] = one.count();
    return counts;
  };
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(Delete("ann", say(v1::NOTE_CATEGORY_AUDIO, session)).ok());
  }
  ASSERT_TRUE(Delete("ann", say(v1::NOTE_CATEGORY_COLOR, session)).ok());
  ASSERT_TRUE(Delete("ann", say(v1::NOTE_CATEGORY_COLOR, base::NewUuid())).ok());
  say(v1::NOTE_CATEGORY_PACING, session);
  EXPECT_THAT(deleted("ann", session),
              ElementsAre(Pair(v1::NOTE_CATEGORY_AUDIO, 2), Pair(v1::NOTE_CATEGORY_COLOR, 1)));
  EXPECT_THAT(deleted("ben", session), IsEmpty());
  v1::CountDeletedNotesResponse response;
  EXPECT_EQ(MessageOf(notes_->CountDeleted(As("ann"), {}, &response)), "session_id is required");
}

}  // namespace
}  // namespace lossy::notes
