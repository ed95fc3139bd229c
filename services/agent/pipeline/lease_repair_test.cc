#include "services/agent/storage/lease_repair.h"

#include "services/agent/pipeline/pipeline_fixture.h"

namespace lossy::agent {
namespace {

class LeaseRepairTest : public PipelineTest {
 protected:
  // Moves the times in the tables as if the clock had been set back by an hour.
  void SetClockBack() {
    for (const char* sql :
         {"UPDATE clock_mark SET at = at + interval '1 hour'",
          "UPDATE transcripts SET leased_until = leased_until + interval '1 hour', "
          "heard_at = heard_at + interval '1 hour'",
          "UPDATE turns SET due_at = due_at + interval '1 hour', "
          "overdue_due_at = overdue_due_at + interval '1 hour'",
          "UPDATE sessions SET last_active_at = last_active_at + interval '1 hour'"}) {
      ASSERT_TRUE(pool_.Query(sql).ok()) << sql;
    }
  }

  int Claim() {
    const auto claimed = transcripts_.Claim(Stage::kDraft, 10, absl::Seconds(5));
    EXPECT_TRUE(claimed.ok()) << claimed.status();
    return static_cast<int>(claimed.value_or(std::vector<Transcript>()).size());
  }

  LeaseRepair repair_{pool_, absl::Seconds(10)};
};

TEST_F(LeaseRepairTest, FreesLeasesThatASetBackClockProlongs) {
  Speak("one");
  ASSERT_EQ(Claim(), 1);
  SetClockBack();
  ASSERT_EQ(Claim(), 0) << "its lease lasts for an hour more";
  const absl::StatusOr<base::TaskRun> run = repair_.Run();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_GT(run->done, 0);
  EXPECT_FALSE(run->more);
  EXPECT_EQ(Claim(), 1);
}

TEST_F(LeaseRepairTest, GivesATurnToAUserDelayedByTheClock) {
  Speak("one");
  SetClockBack();
  ASSERT_EQ(Claim(), 0);
  ASSERT_TRUE(repair_.Run().ok());
  EXPECT_EQ(Claim(), 1);
}

TEST_F(LeaseRepairTest, RepeatedWordsAfterAClockStepAreKept) {
  Speak("too dark");
  ASSERT_TRUE(
      pool_.Query("UPDATE transcripts SET inserted_at = inserted_at + interval '1 hour'").ok());
  Speak("too dark");
  EXPECT_EQ(pool_.Query("SELECT count(*) FROM transcripts")->Int(0, 0), 2);
}

TEST_F(LeaseRepairTest, LetsAnOpenRecordingBeFinished) {
  ASSERT_TRUE(sessions_.Append("ann", session_, "r", "sound").ok());
  SetClockBack();
  ASSERT_TRUE(repair_.Run().ok());
  const auto ahead = pool_.Query("SELECT 1 FROM sessions WHERE last_active_at > clock_timestamp()");
  EXPECT_TRUE(ahead->empty());
}

TEST_F(LeaseRepairTest, HasTokenBucketsFillAgain) {
  ASSERT_TRUE(pool_
                  .Query("INSERT INTO token_buckets (user_id, class, scope, tokens, refilled_at, "
                         "granted) VALUES ('ann', 'c', '', 0, now() + interval '1 hour', false)")
                  .ok());
  SetClockBack();
  ASSERT_TRUE(repair_.Run().ok());
  EXPECT_TRUE(pool_.Query("SELECT 1 FROM token_buckets WHERE refilled_at > now() + interval '1 s'")
                  ->empty());
}

TEST_F(LeaseRepairTest, LeavesLeasesAloneWhileTheClockGoesForward) {
  Speak("one");
  ASSERT_EQ(transcripts_.Claim(Stage::kDraft, 10, absl::Hours(1))->size(), 1u);
  for (int i = 0; i < 2; ++i) {
    const absl::StatusOr<base::TaskRun> run = repair_.Run();
    ASSERT_TRUE(run.ok()) << run.status();
    EXPECT_EQ(run->done, 0);
  }
  EXPECT_TRUE(IsDelayed(absl::Minutes(59)));
}

TEST_F(LeaseRepairTest, RepairsOnce) {
  Speak("one");
  ASSERT_EQ(Claim(), 1);
  SetClockBack();
  ASSERT_GT(repair_.Run()->done, 0);
  EXPECT_EQ(repair_.Run()->done, 0);
}

}  // namespace
}  // namespace lossy::agent
