#include "edge/transcoding/error_json.h"

#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

std::string Json(const channel::v1::Error& error) {
  std::string out;
  AppendErrorJson(error, &out);
  return out;
}

TEST(ErrorJson, HasTheOneShape) {
  channel::v1::Error error;
  error.set_reason(channel::v1::REASON_NOT_FOUND);
  error.set_message("Room not \"found\"");
  EXPECT_EQ(Json(error), R"({"reason":"not_found","message":"Room not \"found\"","details":{}})");
}

TEST(ErrorJson, NamesTheFields) {
  channel::v1::Error error;
  error.set_reason(channel::v1::REASON_INVALID_ARGUMENT);
  (*error.mutable_details())["filters.limit"] = "must be an integer";
  EXPECT_EQ(Json(error), R"({"reason":"invalid_argument","message":"",)"
                         R"("details":{"filters.limit":"must be an integer"}})");
}

TEST(ErrorJson, HasTheRetryTime) {
  channel::v1::Error error;
  error.set_reason(channel::v1::REASON_RATE_LIMITED);
  error.set_retry_after_ms(250);
  EXPECT_EQ(Json(error),
            R"({"reason":"rate_limited","message":"","details":{},"retry_after_ms":250})");
}

TEST(ErrorJson, NamesTheQuota) {
  channel::v1::Error error;
  error.set_reason(channel::v1::REASON_QUOTA_EXCEEDED);
  (*error.mutable_details())["rooms"] = "must be at most 3";
  EXPECT_EQ(Json(error), R"({"reason":"quota_exceeded","message":"",)"
                         R"("details":{"rooms":"must be at most 3"}})");
}

TEST(ErrorJson, IsInternalWhenTheReasonHasNoName) {
  channel::v1::Error error;
  EXPECT_EQ(Json(error), R"({"reason":"internal","message":"","details":{}})");
  error.set_reason(static_cast<channel::v1::Reason>(99));
  EXPECT_EQ(Json(error), R"({"reason":"internal","message":"","details":{}})");
}

}  // namespace
}  // namespace lossy::edge
