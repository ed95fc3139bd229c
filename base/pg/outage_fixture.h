#pragma once

#include "base/pg/pool.h"
#include "base/pg/test_database.h"
#include "base/testing/eventually.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"

namespace lossy::base::pg {

// A fixture for tests of pools during an outage: a server that a test may stop, and the metrics of
// the pools that use it.
class OutageFixture : public testing::Test {
 protected:
  static absl::Status Select(Pool& pool) { return pool.Query("SELECT 1").status(); }

  // Repeats Select until it succeeds, or, if `success` is false, until it fails.
  static void Await(Pool& pool, bool success) {
    ASSERT_TRUE(Eventually([&] { return Select(pool).ok() == success; }));
  }

  // Returns the number of attempts to connect that failed.
  double FailedAttempts() {
    for (const auto& family : registry_.Collect()) {
      if (family.name == "lossy_database_connect_failures_total") {
        return family.metric[0].counter.value;
      }
    }
    return 0;
  }

  TestDatabase database_;
  prometheus::Registry registry_;
};

}  // namespace lossy::base::pg
