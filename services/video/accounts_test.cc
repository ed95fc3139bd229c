#include "services/video/accounts.h"

#include "base/pg/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/shared/privacy/forget_queue.h"
#include "services/shared/testing/outbox_reader.h"
#include "services/video/schema.h"
#include "services/video/video_words.h"

namespace lossy::video {
namespace {

using base::Caller;
using testing::ElementsAre;
using testing::IsEmpty;

class AccountsTest : public testing::Test {
 protected:
  AccountsTest()
      : pool_({.url = base::pg::TestDatabase::Shared().url(), .schema = "video_accounts"},
              registry_) {
    EXPECT_TRUE(Migrate(pool_).ok());
    EXPECT_TRUE(pool_.Query("TRUNCATE videos, outbox, requests, erased_users").ok());
    outbox_.emplace(pool_);
    accounts_.emplace(pool_);
  }

  static Caller As(const std::string& user_id, base::Role role = base::Role::kUser) {
    return {.identity = {.user_id = user_id, .role = role}, .request_id = "r"};
  }

  // Returns true if the erasure is complete.
  absl::StatusOr<bool> Erase(const Caller& caller, const std::string& user_id = "") {
    privacy::v1::EraseUserRequest request;
    request.set_user_id(user_id);
    privacy::v1::EraseUserResponse response;
    const absl::Status erased = accounts_->Erase(caller, request, &response);
    if (!erased.ok()) return erased;
    return response.done();
  }

  std::vector<std::string> Orders() {
    std::vector<std::string> orders;
    for (const base::Outgoing& outgoing : outbox_->Queued(services::kForget)) {
      privacy::v1::ForgetOrder order;
      EXPECT_TRUE(order.ParseFromString(outgoing.payload));
      EXPECT_TRUE(order.request().has_user());
      orders.push_back(outgoing.user_id + " " + order.service());
    }
    return orders;
  }

  prometheus::Registry registry_;
  base::pg::Pool pool_;
  absl::optional<services::OutboxReader> outbox_;
  absl::optional<Accounts> accounts_;
};

TEST_F(AccountsTest, OrdersEveryServiceOnceAndIsDoneWhenTheOrdersAre) {
  EXPECT_FALSE(Erase(As("ann")).value());
  EXPECT_FALSE(Erase(As("ann")).value());
  EXPECT_THAT(Orders(), ElementsAre("ann video", "ann agent", "ann notes"));
  ASSERT_TRUE(pool_.Query("DELETE FROM outbox").ok());
  EXPECT_TRUE(Erase(As("ann")).value());
  EXPECT_THAT(Orders(), IsEmpty());
}

TEST_F(AccountsTest, OnlyTheUserAndOperatorsMay) {
  EXPECT_TRUE(absl::IsPermissionDenied(Erase(As("ben"), "ann").status()));
  EXPECT_TRUE(absl::IsPermissionDenied(Erase(As("ben", base::Role::kService), "ann").status()));
  EXPECT_THAT(Orders(), IsEmpty());
  EXPECT_TRUE(Erase(As("operator", base::Role::kOperator), "ann").ok());
  EXPECT_THAT(Orders(), ElementsAre("ann video", "ann agent", "ann notes"));
}

TEST_F(AccountsTest, ErasesTheVideos) {
  ASSERT_TRUE(pool_
                  .Query("INSERT INTO videos (user_id, id, platform, external_id, url, status) "
                         "VALUES ('ann', gen_random_uuid(), 'youtube', 'a', 'u', 'queued')")
                  .ok());
  ASSERT_TRUE(Erase(As("ann")).ok());
  privacy::v1::ForgetRequest request;
  request.mutable_user();
  VideoWords words(pool_);
  Caller service = As("ann", base::Role::kService);
  ASSERT_TRUE(words.Forget(service, request).ok());
  EXPECT_EQ(pool_.Query("SELECT count(*) FROM videos")->Int(0, 0), 0);
  EXPECT_EQ(Orders().size(), 3);
}

}  // namespace
}  // namespace lossy::video
