#include "base/workers/periodic_tasks.h"

#include <atomic>
#include <future>

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(PeriodicTasks, RunsEveryTaskAgainAndAgainThoughOneFails) {
  std::promise<void> thrice;
  std::atomic<int> done = 0;
  PeriodicTasks tasks({{"fails", absl::Milliseconds(1), [] { return absl::InternalError("no"); }},
                       {"works", absl::Milliseconds(1), [&]() -> absl::StatusOr<int> {
                          if (++done == 3) thrice.set_value();
                          return 1;
                        }}});
  thrice.get_future().get();
}

TEST(PeriodicTasks, EndsWithoutWaitingForATaskThatIsNotDue) {
  PeriodicTasks tasks({{"rare", absl::Hours(24), []() -> absl::StatusOr<int> {
                          ADD_FAILURE();
                          return 0;
                        }}});
}

}  // namespace
}  // namespace lossy::base
