#include "edge/limits/byte_budget.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t kMiB = 1 << 20;

class ByteBudgetTest : public testing::Test {
 protected:
  // A client that holds bytes until the budget closes it.
  class Client final : public ByteAccount::Owner {
   public:
    Client(ByteBudgetTest& test, char name, std::shared_ptr<UserBytes> user)
        : test_(test), name_(name) {
      account = std::make_shared<ByteAccount>(test.budget_, *this, std::move(user));
      held.Bind(*account);
    }
    ~Client() override { account->Detach(); }
    void OnOverBudget() override {
      test_.closed_.push_back(name_);
      if (gives_back) held.Set(0);
    }

    std::shared_ptr<ByteAccount> account;
    HeldBytes held;
    bool gives_back = true;

   private:
    ByteBudgetTest& test_;
    const char name_;
  };

  Client& Add(char name, std::shared_ptr<UserBytes> user = nullptr) {
    return *clients_.emplace_back(std::make_unique<Client>(*this, name, std::move(user)));
  }

  std::shared_ptr<ByteBudget> budget_ =
      std::make_shared<ByteBudget>(ByteLimits{.thread = 16 * kMiB, .user = 8 * kMiB});
  std::vector<char> closed_;
  std::vector<std::unique_ptr<Client>> clients_;
};

TEST_F(ByteBudgetTest, ClosesNoClientWithinTheLimit) {
  Client& one = Add('a');
  Client& two = Add('b');
  one.held.Set(8 * kMiB);
  two.held.Set(8 * kMiB);
  EXPECT_FALSE(budget_->over());
  EXPECT_EQ(budget_->held(), 16 * kMiB);
}

TEST_F(ByteBudgetTest, ClosesThoseThatHoldMostUntilThereIsRoom) {
  Add('a').held.Set(1 * kMiB);
  Add('b').held.Set(9 * kMiB);
  Add('c').held.Set(2 * kMiB);
  Add('d').held.Set(5 * kMiB);
  ASSERT_TRUE(budget_->over());
  budget_->Enforce();
  EXPECT_THAT(closed_, ElementsAre('b'));
  EXPECT_FALSE(budget_->over());
  EXPECT_EQ(budget_->held(), 8 * kMiB);
}

TEST_F(ByteBudgetTest, ClosesOnlyTheClientsOfTheUserAboveTheLimit) {
  const auto ann = std::make_shared<UserBytes>();
  const auto bob = std::make_shared<UserBytes>();
  Add('a', ann).held.Set(4 * kMiB);
  Add('b', bob).held.Set(7 * kMiB);
  Add('c', ann).held.Set(5 * kMiB);
  budget_->Enforce();
  EXPECT_THAT(closed_, ElementsAre('c'));
  EXPECT_EQ(ann->held.load(), 4 * kMiB);
}

TEST_F(ByteBudgetTest, CountsTheBytesOfAUserOnOtherThreads) {
  const auto ann = std::make_shared<UserBytes>();
  ann->held = 6 * kMiB;
  Add('a', ann).held.Set(3 * kMiB);
  budget_->Enforce();
  EXPECT_THAT(closed_, ElementsAre('a'));
}

TEST_F(ByteBudgetTest, ClosesNoClientTwice) {
  Client& stubborn = Add('a');
  stubborn.gives_back = false;
  stubborn.held.Set(17 * kMiB);
  budget_->Enforce();
  Add('b').held.Set(1 * kMiB);
  budget_->Enforce();
  EXPECT_THAT(closed_, ElementsAre('a', 'b'));
}

TEST_F(ByteBudgetTest, CountsTheBytesHeldForADisconnectedClient) {
  HeldBytes rest;
  rest.Bind(*Add('a').account);
  rest.Set(17 * kMiB);
  clients_.clear();
  budget_->Enforce();
  EXPECT_THAT(closed_, IsEmpty());
  EXPECT_EQ(budget_->held(), 17 * kMiB);
  rest = {};
  EXPECT_EQ(budget_->held(), 0);
}

TEST_F(ByteBudgetTest, ForgetsAllThatIsGivenBack) {
  const auto ann = std::make_shared<UserBytes>();
  for (int i = 0; i < 100; ++i) {
    Client& client = Add('a', ann);
    for (std::size_t bytes : {100u, 5'000u, 70'000u, 69'000u, 10u}) client.held.Set(bytes);
  }
  clients_.clear();
  EXPECT_EQ(budget_->held(), 0);
  EXPECT_EQ(ann->held.load(), 0);
}

}  // namespace
}  // namespace lossy::edge
