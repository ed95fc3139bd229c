#include "services/notifications/subscriptions/service.h"

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/trace/fake_span_sink.h"
#include "base/trace/trace_context.h"
#include "gtest/gtest.h"
#include "services/notifications/subscriptions/test_server.h"

namespace lossy::notifications {
namespace {

class ServiceTest : public testing::Test {
 protected:
  static v1::PublishRequest Event(const std::string& topic, const std::string& id) {
    v1::PublishRequest request;
    request.set_topic(topic);
    request.set_event_id(id);
    request.mutable_event()->set_type_url("type.googleapis.com/test");
    return request;
  }

  absl::Status Publish(const v1::PublishRequest& request, base::Role role = base::Role::kService) {
    grpc::ClientContext context;
    server_.Authorize(context, role);
    v1::PublishResponse response;
    const grpc::Status status = stub_->Publish(&context, request, &response);
    position_ = response.position();
    return base::FromGrpc(status);
  }

  absl::StatusOr<v1::PublishBatchResponse> PublishBatch(
      const std::vector<v1::PublishRequest>& events, base::Role role = base::Role::kService) {
    grpc::ClientContext context;
    server_.Authorize(context, role);
    v1::PublishBatchRequest request;
    for (const v1::PublishRequest& event : events) *request.add_events() = event;
    v1::PublishBatchResponse response;
    const grpc::Status status = stub_->PublishBatch(&context, request, &response);
    if (!status.ok()) return base::FromGrpc(status);
    return response;
  }

  absl::Status Read(const v1::ReadRequest& request, base::Role role = base::Role::kService) {
    grpc::ClientContext context;
    server_.Authorize(context, role);
    return base::FromGrpc(stub_->Read(&context, request, &read_));
  }

  std::string Problem(const v1::PublishRequest& request) {
    const absl::Status status = Publish(request);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    return base::ToError(status).message();
  }

  TestServer server_{{.limits = {.event_bytes = 1000, .batch_events = 4}}};
  std::unique_ptr<v1::NotificationsService::Stub> stub_ = server_.Connect();
  v1::Position position_;
  v1::ReadResponse read_;
};

TEST_F(ServiceTest, AnswersAPublicationWithItsPosition) {
  ASSERT_TRUE(Publish(Event("a", "1")).ok());
  EXPECT_EQ(position_.offset(), 1);
  ASSERT_TRUE(Publish(Event("a", "2"), base::Role::kOperator).ok());
  EXPECT_EQ(position_.offset(), 2);
  ASSERT_TRUE(Publish(Event("a", "1")).ok());
  EXPECT_EQ(position_.offset(), 1);
}

TEST_F(ServiceTest, PublishesSeveralEventsAtOnceAndAnswersEachOfThem) {
  const auto response =
      PublishBatch({Event("a", "1"), Event("b", "1"), Event("a", ""), Event("a", "2")});
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->results_size(), 4);
  EXPECT_EQ(response->results(0).position().offset(), 1);
  EXPECT_EQ(response->results(1).position().offset(), 1);
  EXPECT_EQ(response->results(2).error().message(), "event_id is required");
  EXPECT_EQ(response->results(3).position().offset(), 2);
}

TEST_F(ServiceTest, PassesTheTraceOfEachEventToItsSubscribers) {
  const base::FakeSpanSink sink;
  v1::PublishRequest traced = Event("a", "1");
  traced.set_traceparent("00-0000000000000001000000000000000a-00000000000000bb-01");
  v1::PublishRequest unsampled = Event("a", "2");
  unsampled.set_traceparent("00-0000000000000001000000000000000a-00000000000000bb-00");
  v1::PublishRequest broken = Event("a", "3");
  broken.set_traceparent(std::string(1000, 'x'));
  ASSERT_TRUE(PublishBatch({traced, unsampled, broken}).ok());
  const base::SpanRecord span = sink.Find("log_append");
  EXPECT_EQ(span.parent, 0xbb);
  v1::ReadRequest request;
  request.set_topic("a");
  ASSERT_TRUE(Read(request).ok());
  ASSERT_EQ(read_.events_size(), 3);
  EXPECT_EQ(read_.events(0).traceparent(), base::Traceparent(span.context));
  EXPECT_EQ(read_.events(0).traceparent().substr(0, 35), "00-0000000000000001000000000000000a");
  EXPECT_EQ(read_.events(1).traceparent(), "");
  EXPECT_EQ(read_.events(2).traceparent(), "");
}

TEST_F(ServiceTest, TakesNothingOfABatchThatIsTooLargeOrAUsers) {
  EXPECT_TRUE(
      absl::IsInvalidArgument(PublishBatch({Event("a", "1"), Event("a", "2"), Event("a", "3"),
                                            Event("a", "4"), Event("a", "5")})
                                  .status()));
  EXPECT_TRUE(
      absl::IsPermissionDenied(PublishBatch({Event("a", "1")}, base::Role::kUser).status()));
  ASSERT_TRUE(PublishBatch({}).ok());
  ASSERT_TRUE(Publish(Event("a", "1")).ok());
  EXPECT_EQ(position_.offset(), 1);
}

TEST_F(ServiceTest, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(Problem(Event("a", "")), "event_id is required");
  EXPECT_EQ(Problem(Event("a", std::string(65, 'x'))), "event_id must be at most 64 bytes");
  EXPECT_EQ(Problem(Event("", "1")), "topic is required");
  EXPECT_EQ(Problem(Event(std::string(513, 'x'), "1")), "topic must be at most 512 bytes");
  v1::PublishRequest request = Event("a", "1");
  request.mutable_event()->set_value(std::string(1000, 'x'));
  EXPECT_EQ(Problem(request), "event must be at most 1000 bytes");
  request.clear_event();
  EXPECT_EQ(Problem(request), "event is required");
}

TEST_F(ServiceTest, RefusesUsers) {
  EXPECT_TRUE(absl::IsPermissionDenied(Publish(Event("a", "1"), base::Role::kUser)));
  v1::ReadRequest request;
  request.set_topic("a");
  EXPECT_TRUE(absl::IsPermissionDenied(Read(request, base::Role::kUser)));
  ASSERT_TRUE(Read(request).ok());
  EXPECT_EQ(read_.head().offset(), 0);
}

TEST_F(ServiceTest, RefusesUnknownCallers) {
  grpc::ClientContext context;
  v1::PublishResponse response;
  EXPECT_EQ(stub_->Publish(&context, Event("a", "1"), &response).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(ServiceTest, ReadsAPartOfTheLog) {
  for (int i = 1; i <= 150; ++i) ASSERT_TRUE(Publish(Event("a", absl::StrCat(i))).ok());
  v1::ReadRequest request;
  request.set_topic("a");
  ASSERT_TRUE(Read(request).ok());
  EXPECT_EQ(read_.events_size(), 100);
  EXPECT_EQ(read_.events(0).event_id(), "1");
  EXPECT_EQ(read_.head().offset(), 150);
  *request.mutable_after() = read_.events(99).position();
  request.set_limit(20);
  ASSERT_TRUE(Read(request).ok());
  EXPECT_EQ(read_.events_size(), 20);
  EXPECT_EQ(read_.events(0).position().offset(), 101);
}

TEST_F(ServiceTest, RefusesAReadThatMayHaveAGap) {
  ASSERT_TRUE(Publish(Event("a", "1")).ok());
  v1::ReadRequest request;
  request.set_topic("a");
  *request.mutable_after() = position_;
  request.mutable_after()->set_epoch("another");
  EXPECT_TRUE(absl::IsOutOfRange(Read(request)));
}

TEST_F(ServiceTest, RefusesAnInvalidLimit) {
  v1::ReadRequest request;
  request.set_topic("a");
  request.set_limit(1001);
  EXPECT_EQ(base::ToError(Read(request)).message(), "limit must be 1 to 1000");
  request.set_limit(-1);
  EXPECT_TRUE(absl::IsInvalidArgument(Read(request)));
}

TEST_F(ServiceTest, EndsEpochsForOperatorsOnly) {
  ASSERT_TRUE(Publish(Event("a", "1")).ok());
  v1::ReadRequest after;
  after.set_topic("a");
  *after.mutable_after() = position_;
  const auto end = [&](const v1::EndEpochsRequest& request, base::Role role) {
    grpc::ClientContext context;
    server_.Authorize(context, role);
    v1::EndEpochsResponse response;
    return base::FromGrpc(stub_->EndEpochs(&context, request, &response));
  };
  for (base::Role role : {base::Role::kUser, base::Role::kService}) {
    EXPECT_TRUE(absl::IsPermissionDenied(end({}, role)));
  }
  v1::EndEpochsRequest request;
  request.add_topics("b");
  EXPECT_TRUE(end(request, base::Role::kOperator).ok());
  EXPECT_TRUE(Read(after).ok());
  request.add_topics("a");
  EXPECT_TRUE(end(request, base::Role::kOperator).ok());
  EXPECT_TRUE(absl::IsOutOfRange(Read(after)));
  after.clear_after();
  EXPECT_TRUE(Read(after).ok());
  EXPECT_EQ(read_.events_size(), 1);
  *after.mutable_after() = read_.head();
  EXPECT_TRUE(end({}, base::Role::kOperator).ok());
  EXPECT_TRUE(absl::IsOutOfRange(Read(after)));
  request.add_topics("");
  EXPECT_TRUE(absl::IsInvalidArgument(end(request, base::Role::kOperator)));
  for (int i = 0; i < 4; ++i) request.add_topics("c");
  EXPECT_TRUE(absl::IsInvalidArgument(end(request, base::Role::kOperator)));
}

}  // namespace
}  // namespace lossy::notifications
