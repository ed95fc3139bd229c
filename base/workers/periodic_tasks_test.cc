#include "base/workers/periodic_tasks.h"

#include <atomic>
#include <chrono>
#include <future>

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

constexpr std::chrono::minutes kLimit(1);

// Returns the value of the only time series of that name.
double Value(prometheus::Registry& registry, const std::string& name) {
  for (const prometheus::MetricFamily& family : registry.Collect()) {
    if (family.name == name) {
      return family.metric.at(0).gauge.value + family.metric.at(0).counter.value;
    }
  }
  ADD_FAILURE() << "there is no " << name;
  return -1;
}

class PeriodicTasksTest : public testing::Test {
 protected:
  prometheus::Registry registry_;
};

TEST_F(PeriodicTasksTest, RunsEveryTaskAgainAndAgainThoughOneFails) {
  std::promise<void> thrice;
  std::atomic<int> done = 0;
  PeriodicTasks tasks({{"fails", absl::Milliseconds(1), [] { return absl::InternalError("no"); }},
                       {"works", absl::Milliseconds(1),
                        [&]() -> absl::StatusOr<TaskRun> {
                          if (++done == 3) thrice.set_value();
                          return TaskRun{.done = 1};
                        }}},
                      registry_);
  EXPECT_EQ(thrice.get_future().wait_for(kLimit), std::future_status::ready);
}

TEST_F(PeriodicTasksTest, EndsWithoutWaitingForATaskThatIsNotDue) {
  PeriodicTasks tasks({{"rare", absl::Hours(24),
                        []() -> absl::StatusOr<TaskRun> {
                          ADD_FAILURE();
                          return TaskRun{};
                        }}},
                      registry_);
}

TEST_F(PeriodicTasksTest, RunsATaskThatReachedItsBoundAgainAtOnce) {
  // Only the first run follows a pause.
  std::promise<void> emptied;
  int rows = 10'000;
  {
    PeriodicTasks tasks({{"forget", absl::Seconds(1),
                          [&]() -> absl::StatusOr<TaskRun> {
                            if (rows == 0) return TaskRun{};
                            rows -= 100;
                            if (rows == 0) emptied.set_value();
                            return TaskRun{.done = 100, .more = rows > 0};
                          },
                          [] { return absl::ZeroDuration(); }}},
                        registry_);
    emptied.get_future().get();
  }
  EXPECT_EQ(Value(registry_, "lossy_periodic_task_done_total"), 10'000);
  EXPECT_EQ(Value(registry_, "lossy_periodic_task_overdue_seconds"), 0);
}

TEST_F(PeriodicTasksTest, AnEndlessTaskDelaysNoOtherTask) {
  std::promise<void> had_its_turn;
  std::atomic<int> turns = 0;
  PeriodicTasks tasks(
      {{"endless", absl::Milliseconds(1),
        []() -> absl::StatusOr<TaskRun> { return TaskRun{.done = 1, .more = true}; }},
       {"other", absl::Milliseconds(1),
        [&]() -> absl::StatusOr<TaskRun> {
          if (++turns == 3) had_its_turn.set_value();
          return TaskRun{};
        }}},
      registry_);
  EXPECT_EQ(had_its_turn.get_future().wait_for(kLimit), std::future_status::ready);
}

TEST_F(PeriodicTasksTest, ReportsItsLagThoughItFails) {
  std::promise<void> measured;
  std::atomic<int> times = 0;
  {
    PeriodicTasks tasks({{"forget", absl::Milliseconds(1),
                          [] { return absl::DeadlineExceededError("took too long"); },
                          [&]() -> absl::StatusOr<absl::Duration> {
                            if (++times == 2) measured.set_value();
                            return absl::Minutes(5);
                          }}},
                        registry_);
    measured.get_future().get();
  }
  EXPECT_EQ(Value(registry_, "lossy_periodic_task_overdue_seconds"), 300);
  EXPECT_GE(Value(registry_, "lossy_periodic_task_failures_total"), 1);
}

}  // namespace
}  // namespace lossy::base
