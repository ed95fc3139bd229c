#include "base/error/error.h"

#include <set>

#include "base/error/retry_hint.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(Error, KeepsItsDetailsAcrossAGrpcCall) {
  absl::Status there = FromGrpc(ToGrpc(InvalidArgument("video_id", "is not a UUID")));
  channel::v1::Error error = ToError(there);
  EXPECT_EQ(error.reason(), channel::v1::REASON_INVALID_ARGUMENT);
  EXPECT_EQ(error.message(), "video_id is not a UUID");
  EXPECT_EQ(error.details().at("video_id"), "is not a UUID");
}

TEST(Error, KeepsTheRetryHint) {
  EXPECT_EQ(ToError(FromGrpc(ToGrpc(RateLimited("slow down", 250)))).retry_after_ms(), 250);
}

TEST(Error, DistinguishesAQuotaFromARateAfterAGrpcCall) {
  const absl::Status quota = FromGrpc(ToGrpc(QuotaExceeded("notes", 100)));
  EXPECT_TRUE(IsQuotaExceeded(quota));
  EXPECT_EQ(ToError(quota).details().at("notes"), "must be at most 100");
  EXPECT_EQ(ToError(quota).retry_after_ms(), 0);
  EXPECT_FALSE(IsQuotaExceeded(FromGrpc(ToGrpc(RateLimited("slow down", 250)))));
}

TEST(Error, SpreadsTheRetriesOfAnUnavailableService) {
  std::set<std::int64_t> hints;
  for (int i = 0; i < 100; ++i) {
    hints.insert(ToError(FromGrpc(ToGrpc(Unavailable("away")))).retry_after_ms());
  }
  EXPECT_GE(*hints.begin(), 500);
  EXPECT_LT(*hints.rbegin(), 1000);
  EXPECT_GT(hints.size(), 1u);
}

TEST(Error, SpreadsAGivenRetryTime) {
  channel::v1::Error error = ToError(Unavailable("away"));
  error.set_retry_after_ms(5000);
  HintRetry(error);
  EXPECT_GE(error.retry_after_ms(), 5000);
  EXPECT_LT(error.retry_after_ms(), 10000);
}

TEST(Error, GivesNoOtherErrorARetryTime) {
  EXPECT_EQ(ToError(FromGrpc(ToGrpc(NotFound("Video not found")))).retry_after_ms(), 0);
}

TEST(Error, HidesInternalProblems) {
  channel::v1::Error error = ToError(absl::InternalError("relation notes does not exist"));
  EXPECT_EQ(error.reason(), channel::v1::REASON_INTERNAL);
  EXPECT_EQ(error.message(), "internal error");
}

TEST(Error, GivesNoRetryTimeForATooLongMessage) {
  const absl::Status status = FromGrpc(
      {grpc::StatusCode::RESOURCE_EXHAUSTED, "Received message larger than max (5 vs. 4)"});
  EXPECT_EQ(ToError(status).reason(), channel::v1::REASON_INVALID_ARGUMENT);
  EXPECT_EQ(ToError(status).message(), "the message is larger than the service accepts");
}

TEST(Error, HidesAddressesOfUnavailableServices) {
  absl::Status status =
      FromGrpc({grpc::StatusCode::UNAVAILABLE, "connection refused by 10.0.0.1:4103"});
  EXPECT_EQ(ToError(status).reason(), channel::v1::REASON_UNAVAILABLE);
  EXPECT_EQ(ToError(status).message(), "the service is not available right now");
}

}  // namespace
}  // namespace lossy::base
