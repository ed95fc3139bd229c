#include "services/agent/models/openai/circuit_breaker.h"

#include "base/time/fake_clock.h"
#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

using State = CircuitBreaker::State;
using Outcome = CircuitBreaker::Outcome;

class CircuitBreakerTest : public testing::Test {
 protected:
  // False: the breaker rejected the call.
  bool Call(Outcome outcome) {
    const absl::optional<CircuitBreaker::Pass> pass = breaker_.Enter();
    if (pass) breaker_.Report(*pass, outcome);
    return pass.has_value();
  }

  void Break() {
    for (int i = 0; i < 3; ++i) Call(Outcome::kFailed);
  }

  base::FakeClock clock_;
  CircuitBreaker breaker_{{.failures = 3, .rest = absl::Seconds(10)}, clock_};
};

TEST_F(CircuitBreakerTest, OpensAfterFailuresInARow) {
  EXPECT_TRUE(Call(Outcome::kFailed));
  EXPECT_TRUE(Call(Outcome::kFailed));
  EXPECT_EQ(breaker_.state(), State::kClosed);
  EXPECT_TRUE(Call(Outcome::kFailed));
  EXPECT_EQ(breaker_.state(), State::kOpen);
  EXPECT_FALSE(Call(Outcome::kSucceeded));
  EXPECT_EQ(breaker_.left(), absl::Seconds(10));
}

TEST_F(CircuitBreakerTest, ForgetsFailuresAfterASuccess) {
  Call(Outcome::kFailed);
  Call(Outcome::kFailed);
  Call(Outcome::kSucceeded);
  Call(Outcome::kFailed);
  Call(Outcome::kFailed);
  EXPECT_EQ(breaker_.state(), State::kClosed);
}

TEST_F(CircuitBreakerTest, IgnoresUnclearOutcomes) {
  Call(Outcome::kFailed);
  Call(Outcome::kFailed);
  Call(Outcome::kUnclear);
  EXPECT_EQ(breaker_.state(), State::kClosed);
  Call(Outcome::kFailed);
  EXPECT_EQ(breaker_.state(), State::kOpen);
}

TEST_F(CircuitBreakerTest, StaysOpenAsLongWhenTheWallClockSteps) {
  Break();
  clock_.StepWall(absl::Hours(1));
  EXPECT_FALSE(breaker_.Enter());
  clock_.StepWall(-absl::Hours(2));
  clock_.Advance(absl::Seconds(10));
  EXPECT_TRUE(breaker_.Enter());
}

TEST_F(CircuitBreakerTest, SendsOneProbeAfterThePause) {
  Break();
  clock_.Advance(absl::Seconds(9));
  EXPECT_FALSE(breaker_.Enter());
  EXPECT_EQ(breaker_.left(), absl::Seconds(1));
  clock_.Advance(absl::Seconds(1));
  const absl::optional<CircuitBreaker::Pass> probe = breaker_.Enter();
  ASSERT_TRUE(probe);
  EXPECT_EQ(breaker_.state(), State::kHalfOpen);
  EXPECT_FALSE(breaker_.Enter());
  breaker_.Report(*probe, Outcome::kSucceeded);
  EXPECT_EQ(breaker_.state(), State::kClosed);
  EXPECT_TRUE(breaker_.Enter());
}

TEST_F(CircuitBreakerTest, OpensAgainWhenTheProbeFails) {
  Break();
  clock_.Advance(absl::Seconds(10));
  EXPECT_TRUE(Call(Outcome::kFailed));
  EXPECT_EQ(breaker_.state(), State::kOpen);
  EXPECT_EQ(breaker_.left(), absl::Seconds(10));
  EXPECT_FALSE(breaker_.Enter());
}

TEST_F(CircuitBreakerTest, SendsAnotherProbeAfterAnUnclearOne) {
  Break();
  clock_.Advance(absl::Seconds(10));
  EXPECT_TRUE(Call(Outcome::kUnclear));
  EXPECT_EQ(breaker_.state(), State::kHalfOpen);
  EXPECT_TRUE(Call(Outcome::kSucceeded));
  EXPECT_EQ(breaker_.state(), State::kClosed);
}

TEST_F(CircuitBreakerTest, IgnoresCallsThatBeganBeforeItOpened) {
  const absl::optional<CircuitBreaker::Pass> early = breaker_.Enter();
  const absl::optional<CircuitBreaker::Pass> late = breaker_.Enter();
  Break();
  breaker_.Report(*early, Outcome::kSucceeded);
  EXPECT_EQ(breaker_.state(), State::kOpen);
  clock_.Advance(absl::Seconds(10));
  ASSERT_TRUE(breaker_.Enter());
  breaker_.Report(*late, Outcome::kFailed);
  EXPECT_EQ(breaker_.state(), State::kHalfOpen);
  EXPECT_FALSE(breaker_.Enter());
}

}  // namespace
}  // namespace lossy::agent
