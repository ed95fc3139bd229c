#include "edge/channel/fair_queue.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;

class FairQueueTest : public testing::Test {
 protected:
  using Queue = FairQueue<const std::string>;

  // Each element is named by its user and a number.
  Queue::Entry Add(const std::string& user, const std::string& name) {
    names_.push_back(name);
    return queue_.Add(user, names_.back());
  }

  std::vector<std::string> PopAll() {
    std::vector<std::string> popped;
    while (!queue_.empty()) popped.push_back(queue_.Pop());
    return popped;
  }

  std::list<std::string> names_;
  Queue queue_;
};

TEST_F(FairQueueTest, KeepsTheOrderOfOneUser) {
  for (const char* name : {"a1", "a2", "a3"}) Add("a", name);
  EXPECT_EQ(queue_.size(), 3);
  EXPECT_THAT(PopAll(), ElementsAre("a1", "a2", "a3"));
}

TEST_F(FairQueueTest, ServesUsersInTurns) {
  for (const char* name : {"a1", "a2", "a3", "a4"}) Add("a", name);
  Add("b", "b1");
  Add("c", "c1");
  Add("b", "b2");
  EXPECT_THAT(PopAll(), ElementsAre("a1", "b1", "c1", "a2", "b2", "a3", "a4"));
}

TEST_F(FairQueueTest, PutsAReturningUserBehindTheOtherUsers) {
  Add("a", "a1");
  Add("b", "b1");
  EXPECT_EQ(queue_.Pop(), "a1");
  Add("a", "a2");
  EXPECT_THAT(PopAll(), ElementsAre("b1", "a2"));
}

TEST_F(FairQueueTest, ForgetsRemovedElements) {
  const Queue::Entry first = Add("a", "a1");
  const Queue::Entry second = Add("b", "b1");
  Add("a", "a2");
  queue_.Remove(first);
  queue_.Remove(second);
  EXPECT_EQ(queue_.size(), 1);
  EXPECT_THAT(PopAll(), ElementsAre("a2"));
}

}  // namespace
}  // namespace lossy::edge
