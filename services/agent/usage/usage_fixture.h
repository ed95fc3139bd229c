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

// Returns the retry hint of a RESOURCE_EXHAUSTED error in milliseconds; 0 means that a retry never
// helps.
inline std::int64_t RetryAfterMs(const absl::Status& refusal) {
  EXPECT_EQ(refusal.code(), absl::StatusCode::kResourceExhausted) << refusal;
  return base::ToError(refusal).retry_after_ms();
}

// A fixture for tests of TokenBuckets and UsageLedger on a real PostgreSQL database.
class UsageTest : public testing::Test {
 protected:
  UsageTest() {
    EXPECT_TRUE(base::pg::Migrate(pool_, Migrations()).ok());
    EXPECT_TRUE(pool_.Query("TRUNCATE token_buckets").ok());
    EXPECT_TRUE(pool_.Query("TRUNCATE usage").ok());
  }

  static base::pg::Pool::Options PoolOptions() {
    return {.url = base::pg::TestDatabase::Shared().url(), .schema = "agent"};
  }

  // Moves the last use of all buckets into the past.
  void Age(absl::Duration by) {
    EXPECT_TRUE(pool_
                    .Query("UPDATE token_buckets SET refilled_at = refilled_at - "
                           "$1 * interval '1 second'",
                           {absl::ToDoubleSeconds(by)})
                    .ok());
  }

  // Prevents refills until the next token is taken: the last uses are in the future, as after a
  // clock was set back.
  void Freeze() { Age(-absl::Hours(24)); }

  prometheus::Registry registry_;
  base::pg::Pool pool_{PoolOptions(), registry_};
  TokenBuckets buckets_{pool_};
  UsageLedger ledger_{pool_};
};

}  // namespace lossy::agent
