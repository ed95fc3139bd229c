#include "services/agent/usage/pg_usage_quota.h"

#include "services/agent/usage/usage_fixture.h"

namespace lossy::agent {
namespace {

class PgUsageQuotaTest : public UsageTest {
 protected:
  absl::Status Vision(const std::string& user, const std::string& session) {
    if (stands_still_) Freeze();
    return quota_.Take(ModelCall::kVision, user, session);
  }

  absl::Status Structuring(const std::string& user, const std::string& session) {
    if (stands_still_) Freeze();
    return quota_.Take(ModelCall::kStructuring, user, session);
  }

  // Return how many of the attempts are granted.
  int TakeVision(const std::string& user, const std::string& session, int attempts) {
    int granted = 0;
    for (int i = 0; i < attempts; ++i) granted += Vision(user, session).ok() ? 1 : 0;
    return granted;
  }

  int TakeStructuring(const std::string& user, const std::string& session, int attempts) {
    int granted = 0;
    for (int i = 0; i < attempts; ++i) granted += Structuring(user, session).ok() ? 1 : 0;
    return granted;
  }

  void Spend(const std::string& user, const std::string& session, std::int64_t cost_micros) {
    quota_.Spend(ModelCall::kStructuring, user, session,
                 {.model = "m", .cost_micros = cost_micros});
  }

  // Returns the value of the counter with that label.
  double Counted(const std::string& metric, const std::string& label) {
    for (const prometheus::MetricFamily& family : registry_.Collect()) {
      if (family.name != metric) continue;
      for (const prometheus::ClientMetric& one : family.metric) {
        if (one.label.at(0).value == label) return one.counter.value;
      }
    }
    return 0;
  }

  bool stands_still_ = false;  // No bucket refills while the test runs.
  PgUsageQuota quota_{buckets_, ledger_, registry_, {}};
};

TEST_F(PgUsageQuotaTest, AllowsFiveRefinementsInAMinute) {
  EXPECT_EQ(TakeVision("u", "s", 1), 1);
  stands_still_ = true;
  EXPECT_EQ(TakeVision("u", "s", 2), 2);
  EXPECT_EQ(TakeVision("u", "t", 5), 2);
  EXPECT_EQ(RetryAfterMs(Vision("u", "t")), 12'000);
  EXPECT_EQ(TakeVision("v", "t", 5), 5);
}

TEST_F(PgUsageQuotaTest, AllowsTwentyRefinementsInASession) {
  int granted = 0;
  for (int minute = 0; minute < 6; ++minute) {
    granted += TakeVision("u", "s", 5);
    Age(absl::Seconds(60));
  }
  EXPECT_EQ(granted, 20);
  EXPECT_EQ(RetryAfterMs(Vision("u", "s")), 0);
  // Refusals by the limit of the session do not count for the user.
  EXPECT_EQ(TakeVision("u", "t", 5), 5);
}

TEST_F(PgUsageQuotaTest, AllowsThirtyTranscriptsInAMinute) {
  EXPECT_EQ(TakeStructuring("u", "s", 1), 1);
  stands_still_ = true;
  EXPECT_EQ(TakeStructuring("u", "s", 19), 19);
  EXPECT_EQ(TakeStructuring("u", "t", 13), 10);
  EXPECT_EQ(RetryAfterMs(Structuring("u", "t")), 2'000);
  EXPECT_EQ(TakeStructuring("v", "t", 30), 30);
}

TEST_F(PgUsageQuotaTest, RefusesModelsToASessionAtItsCostLimit) {
  Spend("u", "s", 499'999);
  EXPECT_TRUE(quota_.Take(ModelCall::kStructuring, "u", "s").ok());
  Spend("u", "s", 1);
  EXPECT_EQ(RetryAfterMs(Structuring("u", "s")), 0);
  EXPECT_EQ(RetryAfterMs(Vision("u", "s")), 0);
  EXPECT_TRUE(quota_.Take(ModelCall::kStructuring, "u", "t").ok());
  EXPECT_TRUE(quota_.Take(ModelCall::kStructuring, "v", "s").ok());
}

TEST_F(PgUsageQuotaTest, TakesNoTokenForACallAboveTheCostLimit) {
  Spend("u", "s", 1'000'000);
  EXPECT_EQ(TakeVision("u", "s", 5), 0);
  EXPECT_EQ(TakeVision("u", "t", 5), 5);
}

TEST_F(PgUsageQuotaTest, AllowsEverythingWithoutLimits) {
  prometheus::Registry registry;
  PgUsageQuota quota(buckets_, ledger_, registry,
                     {.vision_per_minute = 0,
                      .vision_per_session = 0,
                      .structuring_per_minute = 0,
                      .session_cost_micros = 0});
  Spend("u", "s", 1'000'000);
  for (int i = 0; i < 40; ++i) {
    EXPECT_TRUE(quota.Take(ModelCall::kVision, "u", "s").ok());
    EXPECT_TRUE(quota.Take(ModelCall::kStructuring, "u", "s").ok());
  }
}

TEST_F(PgUsageQuotaTest, CountsNothingWhereNoModelWasAsked) {
  quota_.Spend(ModelCall::kStructuring, "u", "s", {.cost_micros = 7});
  EXPECT_EQ(ledger_.Total("u", "s")->calls, 0);
}

TEST_F(PgUsageQuotaTest, CountsRefusalsByClassAndCosts) {
  TakeVision("u", "s", 1);
  TakeStructuring("u", "s", 1);
  stands_still_ = true;
  TakeVision("u", "s", 6);
  TakeStructuring("u", "s", 30);
  Spend("u", "s", 250'000);
  Spend("u", "s", 500'000);
  TakeStructuring("u", "s", 1);
  EXPECT_EQ(Counted("lossy_agent_limited_total", "vision"), 2);
  EXPECT_EQ(Counted("lossy_agent_limited_total", "structuring"), 1);
  EXPECT_EQ(Counted("lossy_agent_limited_total", "cost"), 1);
  EXPECT_EQ(Counted("lossy_agent_cost_dollars_total", "structuring"), 0.75);
}

TEST_F(PgUsageQuotaTest, AllowsNothingWhileTheDatabaseIsUnavailable) {
  base::pg::Pool::Options options = PoolOptions();
  options.url = "postgresql:///postgres?host=/nowhere";
  prometheus::Registry registry;
  base::pg::Pool pool(options, registry);
  TokenBuckets buckets(pool);
  UsageLedger ledger(pool);
  PgUsageQuota quota(buckets, ledger, registry, {});
  EXPECT_EQ(quota.Take(ModelCall::kVision, "u", "s").code(), absl::StatusCode::kUnavailable);
  quota.Spend(ModelCall::kVision, "u", "s", {.model = "m", .cost_micros = 1});
}

}  // namespace
}  // namespace lossy::agent
