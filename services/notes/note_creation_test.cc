// Concurrent creations share a transaction. See docs/adr/0076.
#include <map>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "base/pg/connection.h"
#include "gmock/gmock.h"
#include "services/notes/notes_fixture.h"

namespace lossy::notes {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class NoteCreationTest : public NotesTest {
 protected:
  // Creates a note by each request, all at once. Returns the statuses, in the order of `requests`.
  std::vector<absl::Status> CreateAll(
      const std::vector<std::pair<std::string, v1::CreateNoteRequest>>& requests) {
    std::vector<absl::Status> statuses(requests.size());
    made_.assign(requests.size(), {});
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      threads.emplace_back([&, i] {
        v1::CreateNoteResponse response;
        statuses[i] = notes_->Create(As(requests[i].first), requests[i].second, &response);
        made_[i] = response.note();
      });
    }
    for (std::thread& thread : threads) thread.join();
    return statuses;
  }

  // The statements that one connection prepared and ran so far.
  std::int64_t Statements() {
    std::int64_t statements = 0;
    EXPECT_TRUE(pool_
                    .With([&](base::pg::Connection& connection) {
                      const auto rows = connection.Run(
                          "SELECT coalesce(sum(generic_plans + custom_plans), 0) "
                          "FROM pg_prepared_statements");
                      statements = rows->Int(0, 0);
                      return rows.status();
                    })
                    .ok());
    return statements;
  }

  std::vector<v1::Note> made_;
};

TEST_F(NoteCreationTest, GivesEachOfManyCallersItsOwnNote) {
  constexpr int kNotes = 60;
  std::vector<std::pair<std::string, v1::CreateNoteRequest>> requests;
  for (int i = 0; i < kNotes; ++i) {
    const std::string user = absl::StrCat("user", i % 7);
    const std::string video = absl::StrCat("00000000-0000-4000-8000-00000000000", i % 7);
    videos_.Add(user, video);
    requests.emplace_back(user, Spoken(absl::StrCat("note ", i), video, i));
  }
  for (const absl::Status& status : CreateAll(requests)) EXPECT_TRUE(status.ok()) << status;
  std::set<std::string> ids;
  for (int i = 0; i < kNotes; ++i) {
    const v1::Note& note = made_[static_cast<std::size_t>(i)];
    EXPECT_EQ(note.text(), absl::StrCat("note ", i));
    EXPECT_EQ(note.timestamp_seconds(), i);
    ids.insert(note.id());
  }
  EXPECT_THAT(ids, SizeIs(kNotes));
  std::size_t events = 0;
  for (int user = 0; user < 7; ++user) events += Events(absl::StrCat("user:user", user)).size();
  EXPECT_EQ(events, kNotes);
  // The newest number of a video's notes is the last that is queued.
  std::map<std::string, std::int64_t> counts;
  for (const base::Outgoing& outgoing : outbox_->Queued(kTouchVideo)) {
    video::v1::TouchVideoRequest touch;
    ASSERT_TRUE(touch.ParseFromString(outgoing.payload));
    EXPECT_GT(touch.note_count(), counts[touch.video_id()]);
    counts[touch.video_id()] = touch.note_count();
  }
  std::int64_t all = 0;
  for (const auto& [video, count] : counts) all += count;
  EXPECT_EQ(all, kNotes);
}

TEST_F(NoteCreationTest, MakesOneNoteOfARequestThatIsSentTwiceAtOnce) {
  const v1::CreateNoteRequest request = Spoken("one", video_);
  std::vector<std::pair<std::string, v1::CreateNoteRequest>> requests(8, {"ann", request});
  for (const absl::Status& status : CreateAll(requests)) EXPECT_TRUE(status.ok()) << status;
  std::set<std::string> ids;
  for (const v1::Note& note : made_) ids.insert(note.id());
  EXPECT_THAT(ids, SizeIs(1));
  EXPECT_THAT(Events("user:ann"), SizeIs(1));
  EXPECT_THAT(TouchedCounts(), ElementsAre(1));
}

TEST_F(NoteCreationTest, AUserWhoseQuotaIsReachedFailsAlone) {
  Quotas quotas;
  quotas.notes = 1;
  notes_.emplace(pool_, videos_, quotas);
  Create("full", Spoken("the only one"));
  std::vector<std::pair<std::string, v1::CreateNoteRequest>> requests;
  for (int i = 0; i < 24; ++i) {
    requests.emplace_back(i % 3 == 0 ? "full" : absl::StrCat("user", i), Spoken("x"));
  }
  const std::vector<absl::Status> statuses = CreateAll(requests);
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    EXPECT_EQ(absl::IsResourceExhausted(statuses[i]), i % 3 == 0) << statuses[i];
    EXPECT_EQ(statuses[i].ok(), i % 3 != 0) << statuses[i];
  }
  EXPECT_THAT(Events("user:full"), SizeIs(1));
}

TEST_F(NoteCreationTest, ANoteOfADeletedVideoFailsAlone) {
  const std::string deleted = base::NewUuid();
  videos_.Add("ben", deleted);
  ASSERT_TRUE(pool_
                  .Query("INSERT INTO note_counts (user_id, video_id, note_count, closed_at) "
                         "VALUES ('ben', $1, 0, now())",
                         {deleted})
                  .ok());
  std::vector<std::pair<std::string, v1::CreateNoteRequest>> requests;
  for (int i = 0; i < 16; ++i) {
    requests.emplace_back(i % 4 == 0 ? "ben" : "ann", Spoken("x", i % 4 == 0 ? deleted : video_));
  }
  const std::vector<absl::Status> statuses = CreateAll(requests);
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    EXPECT_EQ(absl::IsNotFound(statuses[i]), i % 4 == 0) << statuses[i];
    EXPECT_EQ(statuses[i].ok(), i % 4 != 0) << statuses[i];
  }
  EXPECT_THAT(Events("user:ben"), SizeIs(0));
  EXPECT_EQ(TouchedCounts().back(), 12);
}

TEST_F(NoteCreationTest, TextsThatTheDatabaseRejectsFailAlone) {
  std::vector<std::pair<std::string, v1::CreateNoteRequest>> requests;
  for (int i = 0; i < 16; ++i) {
    requests.emplace_back("ann", Spoken("x"));
    if (i % 4 == 0)
      requests.back().second.set_request_id(std::string("a\0b", 3) + std::to_string(i));
  }
  const std::vector<absl::Status> statuses = CreateAll(requests);
  for (std::size_t i = 0; i < statuses.size(); ++i) EXPECT_EQ(statuses[i].ok(), i % 4 != 0);
  EXPECT_THAT(Events("user:ann"), SizeIs(12));
}

// The kept number: the note; the usage of its user and the number of its video's notes; the outbox.
TEST_F(NoteCreationTest, ANoteCostsThreeStatementsInOneTransaction) {
  constexpr int kNotes = 20;
  Create("ann", Spoken("first", video_));
  const std::int64_t before = Statements();
  for (int i = 0; i < kNotes; ++i) Create("ann", Spoken("x", video_, i));
  EXPECT_EQ(Statements() - before, 3 * kNotes);
}

}  // namespace
}  // namespace lossy::notes
