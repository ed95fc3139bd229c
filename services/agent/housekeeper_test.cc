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
      {{"fails", absl::Milliseconds(1), [] { return absl::InternalError("no"); }},
       {"works", absl::Milliseconds(1), [&]() -> absl::StatusOr<int> {
          if (++done == 3) thrice.set_value();
          return 1;
        }}});
  thrice.get_future().get();
}

TEST(HousekeeperTest, EndsWithoutWaitingForAChore) {
  Housekeeper housekeeper({{"rare", absl::Hours(24), []() -> absl::StatusOr<int> {
                              ADD_FAILURE();
                              return 0;
                            }}});
}

}  // namespace
}  // namespace lossy::agent
