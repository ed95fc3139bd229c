// The end of an utterance claims the words that follow in its session. See docs/adr/0089.
#include <string>
#include <vector>

#include "base/testing/eventually.h"
#include "base/text/uuid.h"
#include "gmock/gmock.h"
#include "services/agent/storage/agent_fixture.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr absl::Duration kLease = absl::Minutes(5);

class NextWordsTest : public AgentTest {
 protected:
  NextWordsTest() { EXPECT_TRUE(sessions_.Join("ann", session_, {}).ok()); }

  Transcript Words(const std::string& text) {
    return {.user_id = "ann",
            .session_id = session_,
            .request_id = "r",
            .text = text,
            .source = "local"};
  }
  void Speak(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) ASSERT_TRUE(*transcripts_.Keep(Words(text)));
  }

  std::vector<std::string> Claim() {
    std::vector<std::string> texts;
    const auto claimed = transcripts_.Claim(Stage::kDraft, 10, kLease);
    EXPECT_TRUE(claimed.ok()) << claimed.status();
    for (const Transcript& transcript : *claimed) texts.push_back(transcript.text);
    return texts;
  }
  Transcript ClaimOne() { return transcripts_.Claim(Stage::kDraft, 1, kLease)->at(0); }

  // Ends the utterance. Returns the words that follow it.
  absl::optional<Transcript> Finish(Transcript transcript, absl::Duration lease = kLease) {
    NextWords next{.lease = lease, .claimed = {}};
    transcript.next = &next;
    EXPECT_TRUE(transcripts_.Finish(transcript, Progress::kSkipped, {}).ok());
    return next.claimed;
  }

  // Returns true if the user's turn is due when a lease ends.
  bool TurnWaitsForALease() {
    const auto turns = pool_.Query(
        "SELECT due_at > now() + interval '1 minute' AND overdue_due_at > now() + "
        "interval '1 minute' FROM turns WHERE status = 'pending'");
    return turns->size() == 1 && turns->Bool(0, 0);
  }

  const std::string session_ = base::NewUuid();
};

TEST_F(NextWordsTest, AreAsAClaimReturnsThem) {
  Speak({"one", "two", "three"});
  const absl::optional<Transcript> next = Finish(ClaimOne());
  ASSERT_TRUE(next);
  EXPECT_EQ(next->text, "two");
  EXPECT_EQ(next->attempts, 1);
  EXPECT_EQ(next->progress, Progress::kPending);
  EXPECT_EQ(next->next, nullptr);
  EXPECT_THAT(Claim(), IsEmpty());
}

TEST_F(NextWordsTest, LeadFromOneToTheLast) {
  Speak({"one", "two", "three"});
  absl::optional<Transcript> words = ClaimOne();
  std::vector<std::string> texts;
  for (; words; words = Finish(*words)) texts.push_back(words->text);
  EXPECT_THAT(texts, ElementsAre("one", "two", "three"));
  EXPECT_EQ(pool_.Query("SELECT count(*) FROM transcripts WHERE status = 'skipped'")->Int(0, 0), 3);
}

TEST_F(NextWordsTest, AreClaimedAgainWhenTheLeaseEnds) {
  Speak({"one", "two"});
  ASSERT_TRUE(Finish(ClaimOne(), absl::Milliseconds(1)));
  std::vector<std::string> claimed;
  EXPECT_TRUE(base::Eventually([&] {
    claimed = Claim();
    return !claimed.empty();
  }));
  EXPECT_THAT(claimed, ElementsAre("two"));
}

TEST_F(NextWordsTest, AreLeftToAClaimWithoutALease) {
  Speak({"one", "two"});
  EXPECT_FALSE(Finish(ClaimOne(), absl::ZeroDuration()));
  EXPECT_THAT(Claim(), ElementsAre("two"));
}

TEST_F(NextWordsTest, AreThoseOfTheSameSession) {
  Speak({"one"});
  const Transcript one = ClaimOne();
  const std::string other = base::NewUuid();
  ASSERT_TRUE(sessions_.Join("ann", other, {}).ok());
  Transcript elsewhere = Words("elsewhere");
  elsewhere.session_id = other;
  ASSERT_TRUE(*transcripts_.Keep(elsewhere));
  EXPECT_FALSE(Finish(one));
  EXPECT_THAT(Claim(), ElementsAre("elsewhere"));
}

TEST_F(NextWordsTest, WaitForARecordingBetweenThem) {
  Speak({"one"});
  const Transcript one = ClaimOne();
  ASSERT_TRUE(sessions_.Append("ann", session_, "r", "sound").ok());
  ASSERT_TRUE(sessions_.FinishRecording("ann", session_, "r").ok());
  Speak({"three"});
  EXPECT_FALSE(Finish(one));
  EXPECT_THAT(Claim(), IsEmpty());
  EXPECT_EQ(HandedOver().size(), 1u);
}

TEST_F(NextWordsTest, OfAnotherTransactionAreLeftToAClaim) {
  Speak({"one", "two"});
  const Transcript one = ClaimOne();
  EXPECT_TRUE(pool_
                  .Transaction([&](base::pg::Transaction& transaction) {
                    const auto held = transaction.Query(
                        "SELECT 1 FROM transcripts WHERE text = 'two' FOR UPDATE");
                    EXPECT_FALSE(Finish(one));
                    return held.status();
                  })
                  .ok());
  EXPECT_THAT(Claim(), ElementsAre("two"));
}

// Otherwise claims would look at the user again and again while one utterance after another ends.
TEST_F(NextWordsTest, DoNotMakeTheTurnDue) {
  Speak({"one", "two", "three"});
  const Transcript one = ClaimOne();
  ASSERT_TRUE(pool_.Query("DELETE FROM turns").ok());
  ASSERT_TRUE(Finish(one));
  EXPECT_TRUE(TurnWaitsForALease());
}

TEST_F(NextWordsTest, ThatAnUtteranceDoesNotClaimMakeTheTurnDue) {
  Speak({"one", "two"});
  const Transcript one = ClaimOne();
  ASSERT_TRUE(pool_.Query("DELETE FROM turns").ok());
  ASSERT_TRUE(transcripts_.Finish(one, Progress::kSkipped, {}).ok());
  EXPECT_THAT(Claim(), ElementsAre("two"));
}

TEST_F(NextWordsTest, OfOneSessionAreClaimedOnce) {
  Speak({"one"});
  const Transcript one = ClaimOne();
  ASSERT_TRUE(transcripts_.SetAside(one, absl::ZeroDuration(), {}).ok());
  Speak({"two", "three"});
  const Transcript two = *Finish(one);
  EXPECT_EQ(two.text, "two");
  EXPECT_EQ(Finish(two)->text, "three");
  EXPECT_THAT(Claim(), IsEmpty());
}

// A transaction that ends utterances locks one row after another. A renewal that waited for one of
// them with locked rows was a deadlock, which PostgreSQL ends after a second.
TEST_F(NextWordsTest, AreEndedWhileTheirLeasesAreRenewed) {
  Speak({"one"});
  const Transcript held = ClaimOne();
  const std::string other = base::NewUuid();
  ASSERT_TRUE(sessions_.Join("bob", other, {}).ok());
  Transcript elsewhere = Words("elsewhere");
  elsewhere.user_id = "bob";
  elsewhere.session_id = other;
  const auto kept = transcripts_.KeepClaimed(elsewhere, absl::Seconds(1));
  ASSERT_TRUE(kept.ok() && kept->claimed);
  EXPECT_TRUE(pool_
                  .Transaction([&](base::pg::Transaction& transaction) {
                    const auto locked = transaction.Query(
                        "SELECT 1 FROM transcripts WHERE text = 'one' FOR UPDATE");
                    EXPECT_TRUE(transcripts_
                                    .Renew({{TranscriptStore::Key{held.user_id, held.id},
                                             TranscriptStore::Key{"bob", kept->claimed->id}}},
                                           2 * kLease)
                                    .ok());
                    return locked.status();
                  })
                  .ok());
  EXPECT_EQ(pool_
                .Query("SELECT text FROM transcripts "
                       "WHERE leased_until > now() + interval '6 minutes'")
                ->Text(0, 0),
            "elsewhere");
}

}  // namespace
}  // namespace lossy::agent
