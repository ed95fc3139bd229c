#include <thread>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "base/pg/outage_fixture.h"
#include "base/pg/pool.h"
#include "gtest/gtest.h"

namespace lossy::base::pg {
namespace {

class OutageTest : public OutageFixture {
 protected:
  Pool::Options Options() {
    return {.url = database_.url(), .schema = "outage", .acquire_timeout = absl::Seconds(20)};
  }

  // After the first failed attempt to connect, the pool makes no other one.
  static Pool::Options WithoutAnotherTry(Pool::Options options) {
    options.retry_pause = options.longest_retry_pause = absl::Hours(1);
    return options;
  }
};

TEST_F(OutageTest, RecoversWhenTheServerRestarts) {
  Pool pool(Options(), registry_);
  ASSERT_TRUE(Select(pool).ok());
  database_.Stop();
  EXPECT_TRUE(absl::IsUnavailable(Select(pool)));
  database_.Start();
  Await(pool, true);
}

TEST_F(OutageTest, LimitsAttemptsToAnUnavailableServer) {
  Pool pool(WithoutAnotherTry(Options()), registry_);
  database_.Stop();
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(absl::IsUnavailable(Select(pool)));
  EXPECT_EQ(FailedAttempts(), 1);
  database_.Start();
}

TEST_F(OutageTest, OneCallConnectsForAllWaitingCalls) {
  Pool pool(WithoutAnotherTry(Options()), registry_);
  database_.Freeze();
  const auto thaw = absl::MakeCleanup([this] { database_.Thaw(); });
  std::vector<std::thread> threads;
  for (int i = 0; i < 20; ++i) {
    threads.emplace_back([&] { EXPECT_TRUE(absl::IsUnavailable(Select(pool))); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(FailedAttempts(), 1);
}

TEST_F(OutageTest, TreatsASilentServerAsUnavailable) {
  Pool::Options options = Options();
  options.limits.statement = absl::Milliseconds(100);
  Pool pool(options, registry_);
  ASSERT_TRUE(Select(pool).ok());
  database_.Freeze();
  EXPECT_TRUE(absl::IsUnavailable(Select(pool)));
  EXPECT_TRUE(absl::IsUnavailable(Select(pool)));
  database_.Thaw();
  Await(pool, true);
}

TEST_F(OutageTest, KeepsToTheConnectionsItHasWhenNoMoreCanBeOpened) {
  Pool pool(WithoutAnotherTry(Options()), registry_);
  const absl::Status status = pool.With([&](Connection& kept) {
    database_.FreezePostmaster();
    const auto thaw = absl::MakeCleanup([this] { database_.Thaw(); });
    EXPECT_TRUE(absl::IsUnavailable(Select(pool)));
    return kept.Query("SELECT 1").status();
  });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_TRUE(Select(pool).ok());
}

}  // namespace
}  // namespace lossy::base::pg
