#include "services/notifications/log/recent_epochs.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::notifications {
namespace {

class RecentEpochsTest : public testing::Test {
 protected:
  std::string Choose(absl::string_view topic, absl::Duration after = absl::ZeroDuration()) {
    return epochs_.Choose({topic}, start_ + after).at(0);
  }

  const absl::Time start_ = absl::UnixEpoch() + absl::Hours(1);
  RecentEpochs epochs_;
};

TEST_F(RecentEpochsTest, ChoosesAnEpochForEachTopic) {
  const auto chosen = epochs_.Choose({"a", "b"}, start_);
  EXPECT_THAT(chosen, testing::SizeIs(2));
  EXPECT_NE(chosen[0], chosen[1]);
}

TEST_F(RecentEpochsTest, ChoosesTheSameAgainForAWhile) {
  const std::string first = Choose("a");
  EXPECT_EQ(Choose("a", absl::Seconds(9)), first);
  const std::string later = Choose("a", absl::Seconds(10));
  EXPECT_NE(later, first);
  EXPECT_EQ(Choose("a", absl::Seconds(19)), later);
}

TEST_F(RecentEpochsTest, ChoosesAnotherForATopicThatHadEvents) {
  const std::string first = Choose("a");
  const std::string other = Choose("b");
  epochs_.Forget({"a", "unknown"});
  EXPECT_NE(Choose("a"), first);
  EXPECT_EQ(Choose("b"), other);
}

TEST_F(RecentEpochsTest, ChoosesOthersWhenAllEpochsHaveEnded) {
  const std::string first = Choose("a");
  epochs_.ForgetAll();
  EXPECT_NE(Choose("a"), first);
}

}  // namespace
}  // namespace lossy::notifications
