#include "services/notes/usage.h"

#include "services/notes/notes_fixture.h"
#include "services/notes/revisions.h"

namespace lossy::notes {
namespace {

class UsageTest : public NotesTest {
 protected:
  void Limit(Quotas quotas) {
    notes_.emplace(pool_, videos_, quotas);
    revisions_.emplace(pool_, Revisions::Limits{.quotas = quotas, .former_revisions = 100});
  }

  absl::Status Update(const std::string& note_id, const std::string& text) {
    v1::UpdateNoteRequest request;
    request.set_note_id(note_id);
    request.set_text(text);
    v1::UpdateNoteResponse response;
    return revisions_->Update(As("ann"), request, &response);
  }

  absl::StatusOr<v1::GetUsageResponse> Usage(const base::Caller& caller,
                                             const std::string& user = "") {
    v1::GetUsageRequest request;
    request.set_user_id(user);
    v1::GetUsageResponse response;
    absl::Status status = notes_->GetUsage(caller, request, &response);
    if (!status.ok()) return status;
    return response;
  }

  // The bytes that the counters must have.
  std::int64_t Bytes(const std::string& user) {
    return pool_
        .Query(
            "SELECT sum(bytes) FROM ("
            "  SELECT octet_length(concat(text, raw_transcript)) AS bytes FROM notes"
            "    WHERE user_id = $1"
            "  UNION ALL SELECT octet_length(concat(text, raw_transcript)) FROM note_revisions"
            "    WHERE user_id = $1"
            "  UNION ALL SELECT 3072 FROM embeddings WHERE user_id = $1"
            "  UNION ALL SELECT 0) all_rows",
            {user})
        ->Int(0, 0);
  }

  absl::optional<Revisions> revisions_;
};

TEST_F(UsageTest, RefusesANoteBeyondTheQuotaAndStillAnswersARepeat) {
  Limit({.notes = 2});
  const v1::CreateNoteRequest first = Spoken("one", video_);
  const v1::Note note = Create("ann", first);
  Create("ann", Spoken("two"));
  const absl::Status refused = Refused(Spoken("three", video_));
  EXPECT_TRUE(base::IsQuotaExceeded(refused));
  EXPECT_EQ(base::ToError(refused).details().at("notes"), "must be at most 2");
  EXPECT_EQ(Create("ann", first).id(), note.id());
  EXPECT_EQ(Usage(As("ann"))->notes().used(), 2);
  EXPECT_EQ(Events("video:" + video_).size(), 1);
}

TEST_F(UsageTest, HasRoomAgainAfterADeletion) {
  Limit({.notes = 1});
  const v1::Note note = Create("ann", Spoken("one"));
  EXPECT_FALSE(Refused(Spoken("two")).ok());
  EXPECT_TRUE(Delete("ann", note.id()).ok());
  EXPECT_TRUE(Refused(Spoken("two")).ok());
}

TEST_F(UsageTest, RefusesTextsAndEmbeddingsBeyondTheBytes) {
  Limit({.note_bytes = 3000});
  const v1::Note note = Create("ann", Spoken(std::string(2000, 'x')));
  EXPECT_TRUE(base::IsQuotaExceeded(Refused(Spoken(std::string(1001, 'x')))));
  EXPECT_TRUE(base::IsQuotaExceeded(Enrich("ann", Enrichment(note.id()))));
  EXPECT_TRUE(base::IsQuotaExceeded(Update(note.id(), std::string(1001, 'y'))));
  EXPECT_EQ(Get("ann", note.id())->revision(), 1);
}

TEST_F(UsageTest, RefusesARevisionBeyondTheQuota) {
  Limit({.revisions = 2});
  const v1::Note note = Create("ann", Spoken("one"));
  EXPECT_TRUE(Update(note.id(), "two").ok());
  EXPECT_TRUE(Update(note.id(), "three").ok());
  EXPECT_TRUE(base::IsQuotaExceeded(Update(note.id(), "four")));
  EXPECT_EQ(Get("ann", note.id())->text(), "three");
}

TEST_F(UsageTest, StaysTrueThroughEveryChange) {
  Limit({});
  const v1::Note kept = Create("ann", Spoken("one", video_));
  const v1::Note deleted = Create("ann", Spoken("another"));
  EXPECT_TRUE(Update(kept.id(), "a longer text").ok());
  EXPECT_TRUE(Update(deleted.id(), "x").ok());
  EXPECT_TRUE(Enrich("ann", Enrichment(kept.id())).ok());
  EXPECT_TRUE(Enrich("ann", Enrichment(kept.id())).ok());
  EXPECT_TRUE(Enrich("ann", Enrichment(deleted.id())).ok());
  EXPECT_TRUE(Delete("ann", deleted.id()).ok());
  EXPECT_EQ(Usage(As("ann"))->notes().used(), 1);
  EXPECT_EQ(Usage(As("ann"))->deleted_notes().used(), 1);
  EXPECT_EQ(Usage(As("ann"))->note_bytes().used(), Bytes("ann"));
  ASSERT_TRUE(pool_.Query("DELETE FROM notes WHERE user_id = 'ann'").ok());
  EXPECT_EQ(Usage(As("ann"))->notes().used(), 0);
  EXPECT_EQ(Usage(As("ann"))->deleted_notes().used(), 0);
  EXPECT_EQ(Usage(As("ann"))->revisions().used(), 0);
  EXPECT_EQ(Usage(As("ann"))->note_bytes().used(), 0);
}

TEST_F(UsageTest, CountsRowsFromBeforeTheCounters) {
  Limit({});
  const v1::Note note = Create("ann", Spoken("one"));
  EXPECT_TRUE(Update(note.id(), "two").ok());
  EXPECT_TRUE(Enrich("ann", Enrichment(note.id())).ok());
  EXPECT_TRUE(Delete("ann", Create("ann", Spoken("gone")).id()).ok());
  // The state of triggers that saw only later rows.
  ASSERT_TRUE(pool_
                  .Query("UPDATE user_usage SET notes = 0, deleted_notes = 0, revisions = 0, "
                         "note_bytes = 0, counted = false")
                  .ok());
  Create("ann", Spoken("three"));
  const v1::GetUsageResponse usage = *Usage(As("ann"));
  EXPECT_EQ(usage.notes().used(), 2);
  EXPECT_EQ(usage.deleted_notes().used(), 1);
  EXPECT_GE(usage.revisions().used(), 1);
  EXPECT_EQ(usage.note_bytes().used(), Bytes("ann"));
}

TEST_F(UsageTest, ForgetsTheOldestDeletedNotesBeyondTheirNumber) {
  Limit({.deleted_notes = 12});
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(Delete("ann", Create("ann", Spoken("gone")).id()).ok());
  }
  EXPECT_LE(Usage(As("ann"))->deleted_notes().used(), 12);
  EXPECT_GT(Usage(As("ann"))->deleted_notes().used(), 0);
}

TEST_F(UsageTest, ShowsAnotherUsersUsageToOperatorsOnly) {
  Limit({});
  Create("ann", Spoken("one"));
  EXPECT_TRUE(absl::IsPermissionDenied(Usage(As("ben"), "ann").status()));
  base::Caller caller = As("root");
  caller.identity.role = base::Role::kOperator;
  EXPECT_EQ(Usage(caller, "ann")->notes().used(), 1);
  EXPECT_EQ(Usage(caller, "ann")->notes().limit(), 100'000);
}

}  // namespace
}  // namespace lossy::notes
