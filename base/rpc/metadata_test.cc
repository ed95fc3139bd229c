#include "base/rpc/metadata.h"

#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/testing/loopback_server.h"
#include "base/text/request_id.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"

namespace lossy::base {
namespace {

// Keeps the metadata of the last call.
class MetadataTest : public testing::Test,
                     private notifications::v1::NotificationsService::Service {
 protected:
  // Returns the metadata that a server receives for these values.
  std::map<std::string, std::string> Send(const std::string& token, const std::string& request_id) {
    grpc::ClientContext context;
    AddCallMetadata(token, request_id, context);
    AddTraceMetadata(trace_, context);
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(60)));
    notifications::v1::PublishResponse response;
    EXPECT_TRUE(stub_->Publish(&context, {}, &response).ok());
    return std::move(arrived_);
  }

  TraceContext trace_;  // Of the next call.

 private:
  grpc::Status Publish(grpc::ServerContext* context, const notifications::v1::PublishRequest*,
                       notifications::v1::PublishResponse*) override {
    arrived_.clear();
    for (const auto& [key, value] : context->client_metadata()) {
      arrived_[{key.data(), key.size()}] = {value.data(), value.size()};
    }
    return grpc::Status::OK;
  }

  std::map<std::string, std::string> arrived_;
  LoopbackServer server_{*this};
  const std::unique_ptr<notifications::v1::NotificationsService::Stub> stub_ =
      notifications::v1::NotificationsService::NewStub(server_.Channel());
};

TEST_F(MetadataTest, CarriesATokenAndARequestId) {
  auto arrived = Send("a.token-of_ours", "0123-4");
  EXPECT_EQ(arrived["authorization"], "Bearer a.token-of_ours");
  EXPECT_EQ(arrived["x-request-id"], "0123-4");
}

TEST_F(MetadataTest, CarriesATraceIfItIsSampled) {
  EXPECT_EQ(Send("token", "r").count("traceparent"), 0u);
  trace_ = {.trace_high = 1, .trace_low = 2, .span = 3, .sampled = false};
  EXPECT_EQ(Send("token", "r").count("traceparent"), 0u);
  trace_.sampled = true;
  EXPECT_EQ(Send("token", "r")["traceparent"], Traceparent(trace_));
}

TEST_F(MetadataTest, EveryByteInARequestIdLeavesACallWithALegalOne) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string given = absl::StrCat("a", std::string(1, static_cast<char>(byte)), "b");
    const std::string arrived = Send("token", given)["x-request-id"];
    EXPECT_TRUE(IsRequestId(arrived)) << byte;
    EXPECT_EQ(arrived == given, IsRequestId(given)) << byte;
  }
  for (const std::string& given : {std::string(), std::string(65, 'x'), std::string(1 << 20, 'x'),
                                   std::string("é"), std::string("a\r\nauthorization: b")}) {
    EXPECT_TRUE(IsRequestId(Send("token", given)["x-request-id"])) << given.size();
  }
}

TEST_F(MetadataTest, EveryByteInATokenIsSentOrTheTokenIsNot) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string given = absl::StrCat("a", std::string(1, static_cast<char>(byte)), "b");
    auto arrived = Send(given, "r");
    EXPECT_EQ(arrived["x-request-id"], "r") << byte;
    const bool printable = byte >= ' ' && byte <= '~';
    EXPECT_EQ(arrived["authorization"], printable ? "Bearer " + given : "") << byte;
  }
}

}  // namespace
}  // namespace lossy::base
