#include "base/outbox/last_of_each.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::ElementsAre;

class LastOfEachTest : public testing::Test {
 protected:
  // The codes of a batch of items for these targets; each item's id is its place.
  std::vector<absl::StatusCode> Deliver(const std::vector<std::string>& targets) {
    std::vector<Outgoing> batch;
    for (const std::string& target : targets) {
      batch.push_back({.id = std::to_string(batch.size()),
                       .kind = "k",
                       .target = target,
                       .user_id = {},
                       .request_id = {},
                       .payload = {}});
    }
    std::vector<absl::StatusCode> codes;
    for (const absl::Status& status : handler_(batch)) codes.push_back(status.code());
    return codes;
  }

  std::vector<std::string> given_;
  absl::Status of_a_;
  const Relay::Handler handler_ = LastOfEach([this](absl::Span<const Outgoing> batch) {
    std::vector<absl::Status> statuses;
    for (const Outgoing& each : batch) {
      given_.push_back(each.id);
      statuses.push_back(each.target == "a" ? of_a_ : absl::OkStatus());
    }
    return statuses;
  });
};

constexpr absl::StatusCode kOk = absl::StatusCode::kOk;

TEST_F(LastOfEachTest, DeliversTheNewestItemOfEachTargetInOrder) {
  EXPECT_THAT(Deliver({"a", "b", "a", "c", "b"}), ElementsAre(kOk, kOk, kOk, kOk, kOk));
  EXPECT_THAT(given_, ElementsAre("2", "3", "4"));
}

TEST_F(LastOfEachTest, KeepsOlderOnesUntilTheNewestIsDelivered) {
  of_a_ = absl::UnavailableError("not now");
  EXPECT_THAT(Deliver({"a", "b", "a"}),
              ElementsAre(absl::StatusCode::kCancelled, kOk, absl::StatusCode::kUnavailable));
}

TEST_F(LastOfEachTest, ForgetsOlderOnesOfOneThatNoRetryWillDeliver) {
  of_a_ = absl::InvalidArgumentError("wrong");
  EXPECT_THAT(Deliver({"a", "a"}), ElementsAre(kOk, absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace lossy::base
