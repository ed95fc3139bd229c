#include <algorithm>
#include <atomic>
#include <set>

#include "absl/strings/str_cat.h"
#include "base/sync/mutex.h"
#include "base/testing/eventually.h"
#include "base/time/clock.h"
#include "gmock/gmock.h"
#include "services/agent/pipeline/pipeline_fixture.h"

namespace lossy::agent {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr absl::Duration kLease = absl::Minutes(5);

class FairClaimsTest : public PipelineTest {
 protected:
  // Inserts `count` transcripts into `sessions` sessions. `user` is an SQL expression for the name
  // of the user, in which `i` is the number of the transcript.
  void Fill(const std::string& user, const std::string& status, int count, int sessions = 1,
            const std::string& leased_until = "'-infinity'") {
    constexpr int kPortion = 2'500;
    const std::string sql = absl::StrCat(
        "INSERT INTO transcripts (user_id, id, session_id, request_id, text, source, "
        "duration_seconds, timestamp_seconds, status, inserted_at, heard_at, leased_until) SELECT ",
        user, ", gen_random_uuid(), md5((i % ", sessions,
        ")::text)::uuid, 'r', 'w' || i, 's', 3, 0, '", status,
        "', now() - interval '1 hour', now() - interval '1 hour', ", leased_until,
        " FROM generate_series($1::int, $2::int) AS i");
    for (int first = 1; first <= count; first += kPortion) {
      const auto filled = pool_.Query(sql, {first, std::min(count, first + kPortion - 1)});
      ASSERT_TRUE(filled.ok()) << filled.status();
    }
  }

  std::vector<std::string> Users(Stage stage, int limit, std::vector<absl::string_view> busy = {}) {
    std::vector<std::string> users;
    const auto claimed = transcripts_.Claim(stage, limit, kLease, busy);
    EXPECT_TRUE(claimed.ok()) << claimed.status();
    for (const Transcript& transcript : *claimed) users.push_back(transcript.user_id);
    return users;
  }
};

TEST_F(FairClaimsTest, ServesUsersInTurnsInEveryStage) {
  for (const auto& [stage, status] :
       {std::pair(Stage::kTranscribe, "recorded"), std::pair(Stage::kDraft, "pending"),
        std::pair(Stage::kImprove, "plain")}) {
    Fill("'hog'", status, 12, 12);
    Fill("'honest'", status, 1);
    EXPECT_THAT(Users(stage, 1), ElementsAre("hog")) << status;
    EXPECT_THAT(Users(stage, 1), ElementsAre("honest")) << status;
    EXPECT_THAT(Users(stage, 1), ElementsAre("hog")) << status;
    ASSERT_TRUE(pool_.Query("DELETE FROM transcripts").ok());
    ASSERT_TRUE(pool_.Query("DELETE FROM turns").ok());
  }
}

TEST_F(FairClaimsTest, OneClaimHasOneTranscriptOfEachUser) {
  Fill("'hog'", "recorded", 12, 12);
  Fill("'ann'", "recorded", 1);
  EXPECT_THAT(Users(Stage::kTranscribe, 5), UnorderedElementsAre("hog", "ann"));
}

TEST_F(FairClaimsTest, ABusyUserIsPassedOver) {
  Fill("'hog'", "recorded", 12, 12);
  EXPECT_THAT(Users(Stage::kTranscribe, 5, {"hog"}), IsEmpty());
  Fill("'ann'", "recorded", 1);
  EXPECT_THAT(Users(Stage::kTranscribe, 5, {"hog"}), ElementsAre("ann"));
}

TEST_F(FairClaimsTest, UntriedWordsComeBeforeTimedOutOnes) {
  Fill("'ann'", "recorded", 2, 2);
  const Transcript first = transcripts_.Claim(Stage::kTranscribe, 1, kLease)->at(0);
  ASSERT_TRUE(transcripts_.Release(first, absl::ZeroDuration()).ok());
  const Transcript second = transcripts_.Claim(Stage::kTranscribe, 1, kLease)->at(0);
  EXPECT_NE(second.id, first.id);
  EXPECT_EQ(transcripts_.Claim(Stage::kTranscribe, 1, kLease)->at(0).id, first.id);
}

TEST_F(FairClaimsTest, AUserWithDelayedWorkIsDueAfterTheDelay) {
  Speak("one");
  const Transcript claimed = transcripts_.Claim(Stage::kDraft, 1, kLease)->at(0);
  EXPECT_THAT(Users(Stage::kDraft, 1), IsEmpty());
  ASSERT_TRUE(transcripts_.Release(claimed, absl::ZeroDuration()).ok());
  EXPECT_THAT(Users(Stage::kDraft, 1), ElementsAre("ann"));
}

TEST_F(FairClaimsTest, AUserWithoutWorkKeepsNoTurn) {
  Speak("one");
  Note();
  Users(Stage::kOverdue, 5);
  EXPECT_TRUE(pool_.Query("SELECT 1 FROM turns")->empty());
}

TEST_F(FairClaimsTest, WordsThatArriveWhileTurnsAreTakenAreClaimed) {
  std::atomic<bool> stop = false;
  std::thread claimer([&] {
    while (!stop) {
      const auto claimed = transcripts_.Claim(Stage::kDraft, 8, absl::Milliseconds(1));
      if (!claimed.ok()) continue;
      for (const Transcript& transcript : *claimed) {
        outcome_.Complete(transcript, Progress::kSkipped, {});
      }
    }
  });
  for (int i = 0; i < 200; ++i) Speak(absl::StrCat("word ", i));
  const auto left = [&] {
    return pool_.Query("SELECT count(*) FROM transcripts WHERE status = 'pending'")->Int(0, 0);
  };
  EXPECT_TRUE(base::Eventually([&] { return left() == 0; }));
  stop = true;
  claimer.join();
}

// A dispatcher whose work blocks until the test releases it. It records the users of its work.
class Blocker {
 public:
  void Work(const Transcript& transcript) {
    base::MutexLock lock(mutex_);
    begun_.push_back(transcript.user_id);
    changed_.NotifyAll();
    while (!released_) changed_.Wait(mutex_);
  }
  void AwaitBegun(std::size_t count) {
    base::MutexLock lock(mutex_);
    const absl::Time deadline = base::SteadyNow() + absl::Minutes(1);
    while (begun_.size() < count && changed_.WaitUntil(mutex_, deadline)) continue;
    EXPECT_GE(begun_.size(), count);
  }
  void Release() {
    base::MutexLock lock(mutex_);
    released_ = true;
    changed_.NotifyAll();
  }
  std::vector<std::string> begun() {
    base::MutexLock lock(mutex_);
    return begun_;
  }

 private:
  base::Mutex mutex_;
  base::CondVar changed_;
  std::vector<std::string> begun_ LOSSY_GUARDED_BY(mutex_);
  bool released_ LOSSY_GUARDED_BY(mutex_) = false;
};

TEST_F(FairClaimsTest, OneUserTakesAtMostHalfOfTheThreads) {
  Fill("'hog'", "recorded", 12, 12);
  Blocker blocker;
  Dispatcher dispatcher(transcripts_, Stage::kTranscribe,
                        {.threads = 2, .lease = kLease, .poll = absl::Milliseconds(5)},
                        [&](const Transcript& transcript) { blocker.Work(transcript); });
  blocker.AwaitBegun(1);
  Fill("'honest'", "recorded", 1);
  dispatcher.Wake();
  blocker.AwaitBegun(2);
  EXPECT_THAT(blocker.begun(), ElementsAre("hog", "honest"));
  blocker.Release();
}

// Counts the rows that claims read, by the statistics of PostgreSQL.
class ClaimCostTest : public FairClaimsTest {
 protected:
  ClaimCostTest()
      : one_({.url = base::pg::TestDatabase::Shared().url(), .schema = "agent", .size = 1},
             one_registry_),
        store_(one_, {}) {
    // PostgreSQL plans the statements while the table is empty.
    for (Stage stage : {Stage::kTranscribe, Stage::kDraft, Stage::kOverdue, Stage::kImprove}) {
      for (int i = 0; i < 8; ++i) EXPECT_TRUE(store_.Claim(stage, 4, kLease).ok());
      Fill("'nobody'",
           stage == Stage::kTranscribe ? "recorded"
           : stage == Stage::kImprove  ? "plain"
                                       : "pending",
           1);
      for (int i = 0; i < 8; ++i) EXPECT_TRUE(store_.Claim(stage, 4, kLease).ok());
      EXPECT_TRUE(pool_.Query("DELETE FROM transcripts").ok());
      EXPECT_TRUE(pool_.Query("DELETE FROM turns").ok());
    }
  }

  std::int64_t RowsRead() {
    EXPECT_TRUE(one_.Query("SELECT pg_stat_force_next_flush()").ok());
    EXPECT_TRUE(one_.Query("SELECT pg_stat_clear_snapshot()").ok());
    return one_
        .Query(
            "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint "
            "FROM pg_stat_user_tables WHERE schemaname = 'agent' "
            "AND relname IN ('transcripts', 'turns')")
        ->Int(0, 0);
  }

  // Returns the rows that ten claims read.
  std::int64_t Cost(Stage stage) {
    const std::int64_t before = RowsRead();
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(store_.Claim(stage, 4, kLease).ok());
    return RowsRead() - before;
  }

  prometheus::Registry one_registry_;
  base::pg::Pool one_;
  TranscriptStore store_;
};

constexpr int kMany = 50'000;
constexpr std::int64_t kFew = 2'000;

TEST_F(ClaimCostTest, OneUserWithMuchInOneSessionCostsNoMore) {
  Fill("'hog'", "pending", kMany);
  EXPECT_LT(Cost(Stage::kDraft), kFew);
  EXPECT_LT(Cost(Stage::kDraft), kFew);  // The first words are leased.
  EXPECT_LT(Cost(Stage::kOverdue), kFew);
}

TEST_F(ClaimCostTest, OneUserWithManyRecordingsCostsNoMore) {
  Fill("'hog'", "recorded", kMany, 10);
  EXPECT_LT(Cost(Stage::kTranscribe), kFew);
}

TEST_F(ClaimCostTest, ManyUsersCostNoMore) {
  Fill("'user' || i", "pending", kMany, kMany);
  EXPECT_LT(Cost(Stage::kDraft), kFew);
}

TEST_F(ClaimCostTest, DelayedWorkCostsNoMore) {
  Fill("'hog'", "plain", kMany, 10, "now() + interval '1 hour'");
  EXPECT_LT(Cost(Stage::kImprove), kFew);
}

}  // namespace
}  // namespace lossy::agent
