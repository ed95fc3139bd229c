// Tests the errors of a real gRPC call.
#include <chrono>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/testing/loopback_server.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"

namespace lossy::base {
namespace {

class ErrorWireTest : public testing::Test,
                      private notifications::v1::NotificationsService::Service {
 protected:
  // Returns the error that a caller receives when a service answers with `status`.
  channel::v1::Error Cross(const absl::Status& answer) {
    answer_ = answer;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    notifications::v1::PublishResponse response;
    return ToError(FromGrpc(stub_->Publish(&context, {}, &response)));
  }

 private:
  grpc::Status Publish(grpc::ServerContext*, const notifications::v1::PublishRequest*,
                       notifications::v1::PublishResponse*) override {
    return ToGrpc(answer_);
  }

  absl::Status answer_;
  LoopbackServer server_{*this};
  const std::unique_ptr<notifications::v1::NotificationsService::Stub> stub_ =
      notifications::v1::NotificationsService::NewStub(server_.Channel());
};

TEST_F(ErrorWireTest, ReachesTheCallerWithAnyQuotedBytes) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = absl::StrCat("a", std::string(1, static_cast<char>(byte)), "b");
    const channel::v1::Error error = Cross(InvalidArgument(text, text));
    EXPECT_EQ(error.reason(), channel::v1::REASON_INVALID_ARGUMENT) << byte;
    const std::string arrived = byte < 0x80 ? text : "a\xef\xbf\xbd" + std::string("b");
    EXPECT_EQ(error.message(), absl::StrCat(arrived, " ", arrived)) << byte;
    ASSERT_EQ(error.details().size(), 1u) << byte;
    EXPECT_EQ(error.details().begin()->first, arrived) << byte;
  }
}

TEST_F(ErrorWireTest, ReachesTheCallerWithQuotesOfAnyLength) {
  channel::v1::Error error;
  error.set_reason(channel::v1::REASON_INVALID_ARGUMENT);
  for (int i = 0; i < 2000; ++i) error.mutable_message()->append("é");
  for (int i = 0; i < 100; ++i) {
    (*error.mutable_details())[absl::StrCat(i, std::string(1000, 'f'))] = std::string(5000, 'x');
  }
  const channel::v1::Error arrived = Cross(MakeStatus(error));
  EXPECT_EQ(arrived.reason(), channel::v1::REASON_INVALID_ARGUMENT);
  EXPECT_EQ(arrived.message().size(), 512u);
  EXPECT_EQ(arrived.details().size(), 8u);
}

}  // namespace
}  // namespace lossy::base
