#include "edge/pubsub/interrupted_topics.h"

#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

class InterruptedTopicsTest : public testing::Test {
 protected:
  prometheus::Registry registry_;
  InterruptedTopics topics_{absl::InfiniteDuration(), registry_};
};

TEST_F(InterruptedTopicsTest, IsSettledWithoutTopics) {
  EXPECT_TRUE(topics_.settled());
  topics_.OnConnected();
  EXPECT_TRUE(topics_.settled());
}

TEST_F(InterruptedTopicsTest, IsSettledOnceAllTopicsAreLive) {
  topics_.Add("a");
  topics_.Add("b");
  topics_.Add("b");
  topics_.OnConnected();
  EXPECT_EQ(topics_.size(), 2u);
  topics_.Remove("a");
  topics_.Remove("of no interruption");
  EXPECT_FALSE(topics_.settled());
  topics_.Remove("b");
  EXPECT_TRUE(topics_.settled());
  EXPECT_EQ(topics_.size(), 0u);
}

TEST_F(InterruptedTopicsTest, WaitsAgainAfterTheNextInterruption) {
  topics_.Add("a");
  topics_.OnConnected();
  topics_.Remove("a");
  topics_.Add("a");
  EXPECT_FALSE(topics_.settled());
}

TEST_F(InterruptedTopicsTest, DoesNotWaitForeverForATopicThatIsNotContinued) {
  prometheus::Registry registry;
  InterruptedTopics impatient(absl::ZeroDuration(), registry);
  impatient.Add("a");
  EXPECT_FALSE(impatient.settled()) << "the service is not connected yet";
  impatient.OnConnected();
  EXPECT_TRUE(impatient.settled());
  EXPECT_EQ(impatient.size(), 1u);
}

}  // namespace
}  // namespace lossy::edge
