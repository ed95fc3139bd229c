#pragma once

#include "base/error/error.h"
#include "base/pg/migrate.h"
#include "base/pg/pool.h"
#include "base/pg/test_database.h"
#include "gtest/gtest.h"
#include "services/agent/migrations/migrations.h"
#include "services/agent/usage/token_buckets.h"
#include "services/agent/usage/usage_ledger.h"

namespace lossy::agent {

// How long a refusal asks to wait; 0: for ever.
inline std::int64_t RetryAfterMs(const absl::Status& refusal) {
  EXPECT_EQ(refusal.code(), absl::StatusCode::kResourceExhausted) << refusal;
  return base::ToError(refusal).retry_after_ms();
}

// Buckets and ledger on a real database.
class LimitsTest : public testing::Test {
 protected:
  LimitsTest() {
    EXPECT_TRUE(base::pg::Migrate(pool_, Migrations()).ok());
    EXPECT_TRUE(pool_.Query("TRUNCATE token_buckets").ok());
    EXPECT_TRUE(pool_.Query("TRUNCATE usage").ok());
  }

  static base::pg::Pool::Options PoolOptions() {
    return {.url = base::pg::TestDatabase::Shared().url(), .schema = "agent"};
  }

  // As if all buckets had last been used earlier.
  void Age(absl::Duration by) {
    EXPECT_TRUE(pool_
                    .Query("UPDATE token_buckets SET refilled_at = refilled_at - "
                           "$1 * interval '1 second'",
                           {absl::ToDoubleSeconds(by)})
                    .ok());
  }

  // No bucket that is there has refilled when the next token is taken: they were last used in what
  // is the future of a clock that was turned back.
  void Freeze() { Age(-absl::Hours(24)); }

  prometheus::Registry registry_;
  base::pg::Pool pool_{PoolOptions(), registry_};
  TokenBuckets buckets_{pool_};
  UsageLedger ledger_{pool_};
};

}  // namespace lossy::agent
