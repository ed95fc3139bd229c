#include "base/outbox/publisher.h"

#include <deque>
#include <functional>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/rpc/channel.h"
#include "base/testing/loopback_server.h"
#include "base/trace/fake_span_sink.h"
#include "base/trace/trace_context.h"
#include "gmock/gmock.h"
#include "google/protobuf/any.pb.h"
#include "gtest/gtest.h"
#include "lossy/notifications/v1/notifications.grpc.pb.h"
#include "services/shared/testing/test_identity.h"

namespace lossy::services {
namespace {

using notifications::v1::PublishBatchRequest;
using notifications::v1::PublishBatchResponse;
using notifications::v1::PublishRequest;
using testing::ElementsAre;
using testing::IsEmpty;

// A fake notifications service that records what it receives.
class FakeNotifications final : public notifications::v1::NotificationsService::Service {
 public:
  grpc::Status PublishBatch(grpc::ServerContext*, const PublishBatchRequest* request,
                            PublishBatchResponse* response) override {
    sizes.push_back(request->events_size());
    if (!refusal.ok()) return base::ToGrpc(refusal);
    for (const PublishRequest& event : request->events()) {
      if (event.topic() == poison) return base::ToGrpc(absl::InternalError("a call that fails"));
    }
    for (const PublishRequest& event : request->events()) {
      PublishBatchResponse::Result& result = *response->add_results();
      const absl::Status status = of_topic(event.topic());
      if (status.ok()) {
        taken.push_back(event.event_id());
        traceparents.push_back(event.traceparent());
      } else {
        *result.mutable_error() = base::ToError(status);
      }
    }
    return grpc::Status::OK;
  }

  std::string address() const { return server_.address(); }

  absl::Status refusal;
  std::string poison;  // Calls with an event of this topic fail.
  std::function<absl::Status(const std::string&)> of_topic = [](const std::string&) {
    return absl::OkStatus();
  };
  std::vector<int> sizes;  // The number of events of each call.
  std::vector<std::string> taken;
  std::vector<std::string> traceparents;  // Of the taken events.

 private:
  base::LoopbackServer server_{*this};
};

class PublisherTest : public testing::Test {
 protected:
  static base::Outgoing Item(const std::string& id, const std::string& topic,
                             std::size_t bytes = 1) {
    google::protobuf::Any event;
    event.set_type_url("type.googleapis.com/test");
    event.set_value(std::string(bytes, 'x'));
    return {.id = id,
            .kind = std::string(base::kPublish),
            .target = topic,
            .user_id = "ann",
            .request_id = "r",
            .payload = event.SerializeAsString()};
  }

  std::vector<absl::StatusCode> Publish(const std::vector<base::Outgoing>& batch) {
    std::vector<absl::StatusCode> codes;
    for (const absl::Status& status : publisher_.Publish(batch)) codes.push_back(status.code());
    return codes;
  }

  FakeNotifications service_;
  const base::InternalIdentity identity_ = NewTestIdentity();
  base::Publisher publisher_{base::OpenChannel(service_.address(), "notifications"), identity_};
};

constexpr absl::StatusCode kOk = absl::StatusCode::kOk;
constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;
constexpr absl::StatusCode kCancelled = absl::StatusCode::kCancelled;

TEST_F(PublisherTest, PublishesABatchInOneCallAndInOrder) {
  EXPECT_THAT(Publish({Item("1", "a"), Item("2", "b"), Item("3", "a")}),
              ElementsAre(kOk, kOk, kOk));
  EXPECT_THAT(service_.sizes, ElementsAre(3));
  EXPECT_THAT(service_.taken, ElementsAre("1", "2", "3"));
}

TEST_F(PublisherTest, ContinuesTheTraceOfEachItem) {
  const base::FakeSpanSink sink;
  base::Outgoing first = Item("1", "a");
  first.trace = {.trace_high = 1, .trace_low = 2, .span = 3, .sampled = true};
  base::Outgoing second = Item("2", "b");
  second.trace = {.trace_high = 4, .trace_low = 5, .span = 6, .sampled = true};
  EXPECT_THAT(Publish({Item("0", "a"), first, second}), ElementsAre(kOk, kOk, kOk));
  std::vector<base::SpanRecord> items;
  for (base::SpanRecord& span : sink.spans()) {
    if (span.name == "outbox_publish") items.push_back(std::move(span));
  }
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0].parent, first.trace.span);
  EXPECT_EQ(items[1].parent, second.trace.span);
  EXPECT_THAT(service_.traceparents, ElementsAre("", base::Traceparent(items[0].context),
                                                 base::Traceparent(items[1].context)));
  const base::SpanRecord call =
      sink.Find("lossy.notifications.v1.NotificationsService/PublishBatch");
  EXPECT_EQ(call.parent, items[0].context.span);
  EXPECT_THAT(call.links, ElementsAre(items[1].context));
}

TEST_F(PublisherTest, ReturnsOneResultForEachItem) {
  service_.of_topic = [](const std::string& topic) {
    if (topic == "wrong") return base::InvalidArgument("event", "is wrong");
    return topic == "full" ? base::Unavailable("not now") : absl::OkStatus();
  };
  base::Outgoing garbled = Item("4", "a");
  garbled.payload = std::string("\xff");
  EXPECT_THAT(Publish({Item("1", "a"), Item("2", "wrong"), Item("3", "full"), garbled}),
              ElementsAre(kOk, kInvalid, absl::StatusCode::kUnavailable, kInvalid));
}

TEST_F(PublisherTest, PublishesEachAloneWhenOneMayHaveFailedTheCall) {
  service_.poison = "poison";
  EXPECT_THAT(Publish({Item("1", "a"), Item("2", "poison"), Item("3", "b"), Item("4", "poison")}),
              ElementsAre(kOk, absl::StatusCode::kInternal, kOk, kCancelled));
  EXPECT_THAT(service_.sizes, ElementsAre(4, 1, 1, 1));
  EXPECT_THAT(service_.taken, ElementsAre("1", "3"));
}

TEST_F(PublisherTest, KeepsTheOrderBehindARejectedItem) {
  service_.refusal = base::Unavailable("not now");
  EXPECT_THAT(Publish({Item("1", "a", 3 << 20), Item("2", "a", 3 << 20)}),
              ElementsAre(absl::StatusCode::kUnavailable, kCancelled));
  service_.refusal = absl::OkStatus();
  EXPECT_THAT(Publish({Item("1", "a", 3 << 20), Item("2", "a", 3 << 20)}), ElementsAre(kOk, kOk));
  EXPECT_THAT(service_.sizes, ElementsAre(1, 1, 1));
}

// The relay would set the items aside for INVALID_ARGUMENT.
TEST_F(PublisherTest, DistinguishesARefusedCallFromARefusedItem) {
  service_.refusal = base::InvalidArgument("events", "must be at most 1");
  EXPECT_THAT(
      Publish({Item("1", "a"), Item("2", "b")}),
      ElementsAre(absl::StatusCode::kFailedPrecondition, absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(service_.taken, IsEmpty());
}

}  // namespace
}  // namespace lossy::services
