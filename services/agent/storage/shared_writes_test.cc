// Concurrent writes of the pipeline share transactions. See docs/adr/0076.
#include <algorithm>
#include <thread>

#include "absl/strings/str_cat.h"
#include "base/testing/eventually.h"
#include "base/text/uuid.h"
#include "gmock/gmock.h"
#include "services/agent/storage/agent_fixture.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr int kUsers = 12;

class SharedWritesTest : public AgentTest {
 protected:
  SharedWritesTest() {
    for (int i = 0; i < kUsers; ++i) {
      ids_.push_back(base::NewUuid());
      EXPECT_TRUE(sessions_.Join(UserOf(i), ids_.back(), {}).ok());
    }
  }

  static std::string UserOf(int session) { return absl::StrCat("user", session); }

  Transcript Words(int session, const std::string& text, const std::string& client_id = "") {
    return {.user_id = UserOf(session),
            .session_id = ids_[static_cast<std::size_t>(session)],
            .request_id = "r",
            .client_request_id = client_id,
            .text = text,
            .source = "local"};
  }

  // Stores all words at once. Returns the results in their order.
  static std::vector<absl::StatusOr<bool>> KeepAll(TranscriptStore& store,
                                                   const std::vector<Transcript>& words) {
    std::vector<absl::StatusOr<bool>> results(words.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < words.size(); ++i) {
      threads.emplace_back([&, i] { results[i] = store.Keep(words[i]); });
    }
    for (std::thread& thread : threads) thread.join();
    return results;
  }

  std::vector<Transcript> ClaimAll() {
    return *transcripts_.Claim(Stage::kDraft, kUsers, absl::Minutes(5));
  }

  std::vector<std::string> ids_;  // By session.
};

TEST_F(SharedWritesTest, StoresTheWordsOfManySessionsOnce) {
  std::vector<Transcript> words;
  for (int i = 0; i < kUsers; ++i) words.push_back(Words(i, absl::StrCat("word ", i)));
  for (const auto& kept : KeepAll(transcripts_, words)) EXPECT_TRUE(kept.ok() && *kept);
  for (const std::string& id : ids_) EXPECT_THAT(Events(id), ElementsAre("transcript_ready"));
  for (const Transcript& transcript : ClaimAll()) {
    const auto number = std::find(ids_.begin(), ids_.end(), transcript.session_id) - ids_.begin();
    EXPECT_EQ(transcript.user_id, UserOf(static_cast<int>(number)));
    EXPECT_EQ(transcript.text, absl::StrCat("word ", number));
  }
}

TEST_F(SharedWritesTest, StoresWordsOnceThatAreSentTwiceAtOnce) {
  for (const char* client_id : {"", "first"}) {
    std::vector<Transcript> words(8, Words(0, absl::StrCat("again ", client_id), client_id));
    for (int i = 1; i < kUsers; ++i) words.push_back(Words(i, absl::StrCat("other ", client_id)));
    int stored = 0;
    for (const auto& kept : KeepAll(transcripts_, words)) {
      EXPECT_TRUE(kept.ok()) << kept.status();
      stored += kept.ok() && *kept ? 1 : 0;
    }
    EXPECT_EQ(stored, kUsers);
  }
  EXPECT_THAT(Events(ids_[0]), ElementsAre("transcript_ready", "transcript_ready"));
}

TEST_F(SharedWritesTest, AUserWhoseQuotaIsReachedFailsAlone) {
  TranscriptStore limited(pool_, {.stored = {.transcripts = 1}});
  ASSERT_TRUE(*limited.Keep(Words(0, "the only one")));
  std::vector<Transcript> words;
  for (int i = 0; i < kUsers; ++i) words.push_back(Words(i, "x"));
  const auto kept = KeepAll(limited, words);
  EXPECT_TRUE(absl::IsResourceExhausted(kept[0].status())) << kept[0].status();
  for (std::size_t i = 1; i < kept.size(); ++i) EXPECT_TRUE(kept[i].ok()) << kept[i].status();
}

TEST_F(SharedWritesTest, WordsThatTheDatabaseRejectsFailAlone) {
  std::vector<Transcript> words;
  for (int i = 0; i < kUsers; ++i) words.push_back(Words(i, "x"));
  words[0].text = std::string("a\0b", 3);
  const auto kept = KeepAll(transcripts_, words);
  EXPECT_FALSE(kept[0].ok());
  for (std::size_t i = 1; i < kept.size(); ++i) EXPECT_TRUE(kept[i].ok()) << kept[i].status();
}

TEST_F(SharedWritesTest, FinishesManyTranscriptsEachWithItsOwnEvents) {
  std::vector<Transcript> words;
  for (int i = 0; i < kUsers; ++i) words.push_back(Words(i, "x"));
  KeepAll(transcripts_, words);
  const std::vector<Transcript> claimed = ClaimAll();
  ASSERT_EQ(claimed.size(), kUsers);
  std::vector<std::thread> threads;
  for (const Transcript& transcript : claimed) {
    // Two replicas finish each, as after an expired lease.
    for (int replica = 0; replica < 2; ++replica) {
      threads.emplace_back([&, transcript] {
        v1::SessionEvent event;
        event.mutable_agent_event()->set_type("note_skipped");
        event.mutable_agent_event()->set_reason(transcript.user_id);
        EXPECT_TRUE(transcripts_.Finish(transcript, Progress::kSkipped, {event}).ok());
      });
    }
  }
  for (std::thread& thread : threads) thread.join();
  for (int i = 0; i < kUsers; ++i) {
    EXPECT_THAT(Events(ids_[static_cast<std::size_t>(i)]),
                ElementsAre("transcript_ready", "note_skipped " + UserOf(i)));
  }
  EXPECT_THAT(ClaimAll(), IsEmpty());
  const auto reasons = pool_.Query("SELECT outcome_reason = user_id FROM transcripts");
  for (int i = 0; i < reasons->size(); ++i) EXPECT_TRUE(reasons->Bool(i, 0));
}

TEST_F(SharedWritesTest, FinishesATranscriptWhoseLeaseIsRenewedMeanwhile) {
  ASSERT_TRUE(*transcripts_.Keep(Words(0, "x")));
  const Transcript claimed = ClaimAll().at(0);
  std::thread renewing([&] {
    for (int i = 0; i < 50; ++i) {
      EXPECT_TRUE(
          transcripts_.Renew({TranscriptStore::Key{claimed.user_id, claimed.id}}, absl::Minutes(5))
              .ok());
    }
  });
  EXPECT_TRUE(transcripts_.Finish(claimed, Progress::kSkipped, {}).ok());
  renewing.join();
  EXPECT_EQ(pool_.Query("SELECT status FROM transcripts")->Text(0, 0), "skipped");
}

TEST_F(SharedWritesTest, NoClaimReturnsWordsThatWereStoredWithALease) {
  const absl::StatusOr<KeptWords> first =
      transcripts_.KeepClaimed(Words(0, "first"), absl::Minutes(5));
  ASSERT_TRUE(first.ok() && first->claimed);
  EXPECT_THAT(ClaimAll(), IsEmpty());
  const absl::StatusOr<KeptWords> second =
      transcripts_.KeepClaimed(Words(0, "second"), absl::Minutes(5));
  ASSERT_TRUE(second.ok() && second->is_new);
  EXPECT_FALSE(second->claimed) << "the first words of the session are not finished";
  EXPECT_TRUE(transcripts_.Finish(*first->claimed, Progress::kSkipped, {}).ok());
  EXPECT_EQ(ClaimAll().at(0).text, "second");
}

TEST_F(SharedWritesTest, WordsWithALeaseAreAsAClaimReturnsThem) {
  const absl::StatusOr<KeptWords> kept =
      transcripts_.KeepClaimed(Words(0, "x"), absl::Milliseconds(1));
  ASSERT_TRUE(kept.ok() && kept->claimed);
  std::vector<Transcript> claimed;
  ASSERT_TRUE(base::Eventually([&] {
    claimed = ClaimAll();
    return !claimed.empty();
  }));
  EXPECT_EQ(claimed[0].id, kept->claimed->id);
  EXPECT_EQ(claimed[0].text, kept->claimed->text);
  EXPECT_EQ(claimed[0].heard_at, kept->claimed->heard_at);
  EXPECT_EQ(claimed[0].attempts, kept->claimed->attempts + 1);
}

TEST_F(SharedWritesTest, AClaimReportsWhoseWordsStillWait) {
  for (const char* text : {"one", "two"}) ASSERT_TRUE(*transcripts_.Keep(Words(0, text)));
  ASSERT_TRUE(*transcripts_.Keep(Words(1, "only")));
  TranscriptStore::Unclaimed left;
  ASSERT_EQ(transcripts_.Claim(Stage::kDraft, kUsers, absl::Minutes(5), {}, &left)->size(), 2);
  EXPECT_THAT(left.users, ElementsAre(UserOf(0)));
  EXPECT_FALSE(left.others);
}

// The kept numbers: words lock the session, look for repeats, and are stored with their event. A
// claim locks turns and claims. A finish is one statement.
TEST_F(SharedWritesTest, TheStatementsOfAnUtteranceAreCounted) {
  prometheus::Registry registry;
  base::pg::Pool one({.url = base::pg::TestDatabase::Shared().url(), .schema = "agent", .size = 1},
                     registry);
  TranscriptStore store(one, {});
  const auto statements = [&] {
    std::int64_t number = 0;
    EXPECT_TRUE(one.With([&](base::pg::Connection& connection) {
                     const auto rows = connection.Run(
                         "SELECT coalesce(sum(generic_plans + custom_plans), 0) "
                         "FROM pg_prepared_statements");
                     number = rows->Int(0, 0);
                     return rows.status();
                   })
                    .ok());
    return number;
  };
  const std::int64_t before = statements();
  ASSERT_TRUE(*store.Keep(Words(0, "x")));
  const std::int64_t kept = statements();
  EXPECT_EQ(kept - before, 3);
  const Transcript claimed = store.Claim(Stage::kDraft, 1, absl::Minutes(5))->at(0);
  const std::int64_t claims = statements();
  EXPECT_EQ(claims - kept, 2);
  EXPECT_TRUE(store.Finish(claimed, Progress::kSkipped, {}).ok());
  EXPECT_EQ(statements() - claims, 1);
}

}  // namespace
}  // namespace lossy::agent
