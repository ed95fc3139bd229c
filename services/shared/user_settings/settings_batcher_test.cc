#include "services/shared/user_settings/settings_batcher.h"

#include <future>
#include <string>
#include <vector>

#include "base/error/error.h"
#include "base/sync/mutex.h"
#include "base/testing/eventually.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::services {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

using Users = std::vector<std::string>;

// Returns for each user the length of the name as min_confidence. Each read waits for its gate.
class SettingsBatcherTest : public testing::Test {
 protected:
  std::future<absl::StatusOr<UserSettings>> Find(const std::string& user_id,
                                                 absl::Time deadline = absl::InfiniteFuture()) {
    return std::async(std::launch::async, [this, user_id, deadline] {
      return batcher_.Find({.identity = {.user_id = user_id}}, deadline);
    });
  }

  SettingsBatcher::Answer Read(const Users& user_ids) {
    base::MutexLock lock(mutex_);
    reads_.push_back(user_ids);
    while (!open_) opened_.Wait(mutex_);
    if (!failure_.ok()) return failure_;
    std::vector<UserSettings> all;
    for (const std::string& user : user_ids) {
      all.push_back({.min_confidence = static_cast<double>(user.size())});
    }
    return all;
  }

  void Open() {
    base::MutexLock lock(mutex_);
    open_ = true;
    opened_.NotifyAll();
  }

  std::vector<Users> reads() {
    base::MutexLock lock(mutex_);
    return reads_;
  }

  void AwaitReads(std::size_t count) {
    EXPECT_TRUE(base::Eventually([&] { return reads().size() == count; }));
  }

  void AwaitWaiting(std::size_t count) {
    EXPECT_TRUE(base::Eventually([&] { return batcher_.waiting() == count; }));
  }

  base::Mutex mutex_;
  base::CondVar opened_;
  bool open_ LOSSY_GUARDED_BY(mutex_) = false;
  absl::Status failure_ LOSSY_GUARDED_BY(mutex_);
  std::vector<Users> reads_ LOSSY_GUARDED_BY(mutex_);
  SettingsBatcher batcher_{
      [this](const Users& user_ids, const base::Caller&) { return Read(user_ids); },
      /*max_users=*/3};
};

TEST_F(SettingsBatcherTest, CallsAtOnceForASingleUser) {
  Open();
  EXPECT_EQ(Find("ann").get()->min_confidence, 3);
  EXPECT_THAT(reads(), ElementsAre(ElementsAre("ann")));
}

TEST_F(SettingsBatcherTest, SharesACallBetweenTheUsersWhoWaitForIt) {
  auto first = Find("a");
  AwaitReads(1);
  auto second = Find("be");
  auto third = Find("cal");
  AwaitWaiting(2);
  Open();
  EXPECT_EQ(first.get()->min_confidence, 1);
  EXPECT_EQ(second.get()->min_confidence, 2);
  EXPECT_EQ(third.get()->min_confidence, 3);
  EXPECT_THAT(reads(), ElementsAre(ElementsAre("a"), UnorderedElementsAre("be", "cal")));
}

TEST_F(SettingsBatcherTest, ReadsAgainForAUserWhoAsksDuringACall) {
  auto first = Find("ann");
  AwaitReads(1);
  auto second = Find("ann");
  AwaitWaiting(1);
  Open();
  EXPECT_TRUE(first.get().ok());
  EXPECT_TRUE(second.get().ok());
  EXPECT_THAT(reads(), ElementsAre(ElementsAre("ann"), ElementsAre("ann")));
}

TEST_F(SettingsBatcherTest, GivesAllTheErrorOfTheirCallAndThenCallsAgain) {
  {
    base::MutexLock lock(mutex_);
    failure_ = base::Unavailable("away");
  }
  Open();
  EXPECT_TRUE(absl::IsUnavailable(Find("ann").get().status()));
  {
    base::MutexLock lock(mutex_);
    failure_ = absl::OkStatus();
  }
  EXPECT_TRUE(Find("ann").get().ok());
}

TEST_F(SettingsBatcherTest, WaitsNoLongerThanUntilTheDeadline) {
  auto first = Find("ann");
  AwaitReads(1);
  EXPECT_TRUE(absl::IsDeadlineExceeded(Find("ben", absl::InfinitePast()).get().status()));
  Open();
  EXPECT_TRUE(first.get().ok());
}

TEST_F(SettingsBatcherTest, RejectsMoreUsersThanACallMayHave) {
  auto first = Find("a");
  AwaitReads(1);
  std::vector<std::future<absl::StatusOr<UserSettings>>> next;
  for (const char* user : {"b", "c", "d"}) next.push_back(Find(user));
  AwaitWaiting(3);
  EXPECT_TRUE(absl::IsUnavailable(Find("e").get().status()));
  Open();
  for (auto& each : next) EXPECT_TRUE(each.get().ok());
  EXPECT_TRUE(first.get().ok());
}

}  // namespace
}  // namespace lossy::services
