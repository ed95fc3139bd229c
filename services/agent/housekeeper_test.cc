#include "services/agent/housekeeper.h"

#include <atomic>
#include <future>

#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

TEST(HousekeeperTest, DoesEveryChoreAgainAndAgainWhateverBecomesOfOne) {
  std::promise<void> thrice;
  std::atomic<int> done = 0;
  Housekeeper housekeeper(
      absl::Milliseconds(1),
      {{"fails", [] { return absl::InternalError("no"); }}, {"works", [&]() -> absl::StatusOr<int> {
                                                               if (++done == 3) thrice.set_value();
                                                               return 1;
                                                             }}});
  thrice.get_future().get();
}

TEST(HousekeeperTest, EndsWithoutWaitingForItsPeriod) {
  Housekeeper housekeeper(absl::Hours(24), {});
}

}  // namespace
}  // namespace lossy::agent
