#include "contract/model/error_reason.h"

#include <algorithm>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lossy/channel/v1/error.pb.h"

namespace lossy::contract {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ErrorReasonTest, HasEachReasonOfTheProto) {
  const google::protobuf::EnumDescriptor& reasons = *channel::v1::Reason_descriptor();
  for (int i = 1; i < reasons.value_count(); ++i) {
    std::string name = reasons.value(i)->name().substr(sizeof("REASON"));
    std::transform(name.begin(), name.end(), name.begin(), ::tolower);
    const auto all = ErrorReasons();
    EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const ErrorReason& reason) {
      return reason.name == name;
    })) << name;
  }
}

TEST(ErrorReasonTest, IsOrderedByStatus) {
  const auto all = ErrorReasons();
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.http_status < b.http_status;
  }));
}

TEST(ErrorReasonTest, ReadsTheCodesOfAComment) {
  EXPECT_THAT(ReasonsInComment("Returns X. Errors: NOT_FOUND (a room), ABORTED, ALREADY_EXISTS."),
              ElementsAre("not_found", "conflict"));
  EXPECT_THAT(ReasonsInComment("Errors: RESOURCE_EXHAUSTED."),
              ElementsAre("rate_limited", "quota_exceeded"));
  EXPECT_THAT(ReasonsInComment("Returns NOT_FOUND."), IsEmpty());
}

}  // namespace
}  // namespace lossy::contract
