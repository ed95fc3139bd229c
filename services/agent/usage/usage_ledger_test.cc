#include "services/agent/usage/usage_ledger.h"

#include <limits>
#include <thread>
#include <vector>

#include "services/agent/usage/usage_fixture.h"

namespace lossy::agent {
namespace {

constexpr char kModel[] = "gpt-4o-mini";

class UsageLedgerTest : public UsageTest {
 protected:
  void Add(const char* user, const char* session, ModelCall call, const Usage& usage) {
    const absl::Status added = ledger_.Add(user, session, call, usage);
    EXPECT_TRUE(added.ok()) << added;
  }

  std::int64_t Cost(const char* user, const char* session) {
    return ledger_.SessionCost(user, session).value();
  }

  std::int64_t Rows() { return pool_.Query("SELECT count(*) FROM usage")->Int(0, 0); }
};

TEST_F(UsageLedgerTest, AddsUpTheUsageOfASession) {
  Add("u", "s", ModelCall::kStructuring, {.model = kModel, .input_tokens = 100, .cost_micros = 20});
  Add("u", "s", ModelCall::kStructuring, {.model = kModel, .output_tokens = 30, .cost_micros = 22});
  Add("u", "s", ModelCall::kTranscription,
      {.model = "whisper-1", .audio_seconds = 2.5, .cost_micros = 250});
  const UsageTotal total = ledger_.Total("u", "s").value();
  EXPECT_EQ(total.calls, 3);
  EXPECT_EQ(total.input_tokens, 100);
  EXPECT_EQ(total.output_tokens, 30);
  EXPECT_EQ(total.audio_seconds, 2.5);
  EXPECT_EQ(total.cost_micros, 292);
  EXPECT_EQ(Cost("u", "s"), 292);
}

TEST_F(UsageLedgerTest, HasOneRowForEachModelKindAndDay) {
  for (int i = 0; i < 3; ++i) Add("u", "s", ModelCall::kStructuring, {.model = kModel});
  Add("u", "s", ModelCall::kVision, {.model = kModel});
  Add("u", "s", ModelCall::kVision, {.model = "gpt-4o"});
  EXPECT_EQ(Rows(), 3);
}

TEST_F(UsageLedgerTest, DistinguishesUsersAndSessions) {
  Add("u", "s", ModelCall::kVision, {.model = kModel, .cost_micros = 1});
  Add("u", "t", ModelCall::kVision, {.model = kModel, .cost_micros = 10});
  Add("v", "s", ModelCall::kVision, {.model = kModel, .cost_micros = 100});
  EXPECT_EQ(Cost("u", "s"), 1);
  EXPECT_EQ(Cost("v", "s"), 100);
  EXPECT_EQ(ledger_.Total("u", "")->cost_micros, 11);
}

TEST_F(UsageLedgerTest, ReturnsNothingWithoutUsage) {
  EXPECT_EQ(Cost("u", "s"), 0);
  EXPECT_EQ(ledger_.Total("u", "")->calls, 0);
}

TEST_F(UsageLedgerTest, CountsACallWhoseAudioHasNoLength) {
  Add("u", "s", ModelCall::kTranscription,
      {.model = kModel, .audio_seconds = std::numeric_limits<double>::quiet_NaN()});
  Add("u", "s", ModelCall::kTranscription, {.model = kModel, .audio_seconds = -1});
  EXPECT_EQ(ledger_.Total("u", "s")->calls, 2);
  EXPECT_EQ(ledger_.Total("u", "s")->audio_seconds, 0);
}

TEST_F(UsageLedgerTest, LosesNothingWhenManyAddAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 5; ++j)
        Add("u", "s", ModelCall::kVision, {.model = kModel, .cost_micros = 1});
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Cost("u", "s"), 40);
}

TEST_F(UsageLedgerTest, ForgetsDaysThatAreLongAgo) {
  Add("u", "s", ModelCall::kVision, {.model = kModel});
  EXPECT_TRUE(pool_.Query("UPDATE usage SET day = day - 40").ok());
  Add("u", "s", ModelCall::kVision, {.model = kModel});
  EXPECT_EQ(ledger_.Forget(absl::Hours(24 * 50))->done, 0);
  EXPECT_EQ(ledger_.Forget(absl::Hours(24 * 30))->done, 1);
  EXPECT_EQ(Rows(), 1);
}

}  // namespace
}  // namespace lossy::agent
