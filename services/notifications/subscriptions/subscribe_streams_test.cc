#include "services/notifications/subscriptions/subscribe_streams.h"

#include <deque>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/testing/eventually.h"
#include "grpcpp/generic/generic_stub.h"
#include "gtest/gtest.h"
#include "services/notifications/subscriptions/request_validator.h"
#include "services/notifications/subscriptions/test_server.h"

namespace lossy::notifications {
namespace {

// The client of a Subscribe call.
class Client {
 public:
  explicit Client(TestServer& server, base::Role role = base::Role::kService)
      : stub_(server.Connect()) {
    server.Authorize(context_, role);
    stream_ = stub_->Subscribe(&context_);
  }

  void Subscribe(const std::string& topic,
                 const absl::optional<v1::Position>& after = absl::nullopt) {
    v1::SubscribeRequest request;
    request.mutable_subscribe()->set_topic(topic);
    if (after.has_value()) *request.mutable_subscribe()->mutable_after() = *after;
    stream_->Write(request);
  }

  // Sends the subscriptions that Add has added in one message.
  void Add(const std::string& topic, const v1::Position& after) {
    v1::SubscribeRequest::Subscribe& added =
        *batch_.mutable_batch()->add_requests()->mutable_subscribe();
    added.set_topic(topic);
    *added.mutable_after() = after;
  }
  void SendBatch() { stream_->Write(std::exchange(batch_, {})); }

  void Unsubscribe(const std::string& topic) {
    v1::SubscribeRequest request;
    request.mutable_unsubscribe()->set_topic(topic);
    stream_->Write(request);
  }

  // Returns the next response. It may be in a batch.
  v1::SubscribeResponse Read() {
    v1::SubscribeResponse response;
    if (read_.empty()) {
      EXPECT_TRUE(stream_->Read(&response)) << stream_->Finish().error_message();
      ++messages_;
      if (!response.has_batch()) return response;
      const auto& responses = response.batch().responses();
      read_.assign(responses.begin(), responses.end());
    }
    response = std::move(read_.front());
    read_.pop_front();
    return response;
  }
  // Returns the number of messages with the responses that were read.
  int messages() const { return messages_; }

  std::int64_t ReadOffset() { return Read().event().position().offset(); }

  void EndRequests() { stream_->WritesDone(); }
  void Cancel() { context_.TryCancel(); }

  // Reads until the stream ends.
  grpc::Status Finish() {
    v1::SubscribeResponse response;
    while (stream_->Read(&response)) {
    }
    return stream_->Finish();
  }

 private:
  std::unique_ptr<v1::NotificationsService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::SubscribeRequest, v1::SubscribeResponse>> stream_;
  v1::SubscribeRequest batch_;
  std::deque<v1::SubscribeResponse> read_;
  int messages_ = 0;
};

class SubscribeStreamsTest : public testing::Test {
 protected:
  TestServer& Start(const TestServer::Options& options = {}) { return server_.emplace(options); }

  v1::Position Publish(const std::string& topic, std::size_t bytes = 10) {
    google::protobuf::Any event;
    event.set_type_url("type.googleapis.com/test");
    event.set_value(std::string(bytes, 'x'));
    return *server_->hub().Publish(topic, absl::StrCat("id", ++published_), event);
  }

  // Publishes until a stream is cut. One event exceeds the HTTP/2 window of a client that does not
  // read.
  void PublishTooMuch(const std::string& topic) {
    EXPECT_TRUE(base::Eventually([&] {
      Publish(topic, 300'000);
      return server_->metrics().cut.Value() == 1;
    }));
  }

  absl::optional<TestServer> server_;
  int published_ = 0;
};

TEST_F(SubscribeStreamsTest, DeliversNewEvents) {
  Start();
  Publish("a");
  Client client(*server_);
  client.Subscribe("a");
  const v1::SubscribeResponse subscribed = client.Read();
  EXPECT_EQ(subscribed.subscribed().topic(), "a");
  EXPECT_EQ(subscribed.subscribed().position().offset(), 1);
  EXPECT_FALSE(subscribed.subscribed().recovered());
  const v1::Position position = Publish("a");
  const v1::Event event = client.Read().event();
  EXPECT_EQ(event.topic(), "a");
  EXPECT_EQ(event.event_id(), "id2");
  EXPECT_EQ(event.position().SerializeAsString(), position.SerializeAsString());
  EXPECT_EQ(event.event().type_url(), "type.googleapis.com/test");
}

TEST_F(SubscribeStreamsTest, ContinuesAfterAPosition) {
  Start();
  const v1::Position seen = Publish("a");
  for (int i = 0; i < 300; ++i) Publish("a");
  Client client(*server_);
  client.Subscribe("a", seen);
  EXPECT_TRUE(client.Read().subscribed().recovered());
  Publish("a");
  for (int offset = 2; offset <= 302; ++offset) ASSERT_EQ(client.ReadOffset(), offset);
}

TEST_F(SubscribeStreamsTest, ReportsThatItCannotContinue) {
  Start({.log = {.history_events = 2}});
  const v1::Position seen = Publish("a");
  for (int i = 0; i < 3; ++i) Publish("a");
  Client client(*server_);
  client.Subscribe("a", seen);
  const v1::SubscribeResponse::Subscribed subscribed = client.Read().subscribed();
  EXPECT_FALSE(subscribed.recovered());
  EXPECT_EQ(subscribed.position().offset(), 4);
  Publish("a");
  EXPECT_EQ(client.ReadOffset(), 5);
}

TEST_F(SubscribeStreamsTest, AnswersRequestsInOrderAndContinuesAfterARefusal) {
  Start();
  Client client(*server_);
  client.Subscribe("a");
  client.Subscribe("");
  client.Unsubscribe("a");
  client.Subscribe("b");
  EXPECT_EQ(client.Read().subscribed().topic(), "a");
  EXPECT_EQ(client.Read().refused().error().message(), "topic is required");
  EXPECT_EQ(client.Read().unsubscribed().topic(), "a");
  EXPECT_EQ(client.Read().subscribed().topic(), "b");
  Publish("a");
  Publish("b");
  EXPECT_EQ(client.Read().event().topic(), "b");
}

TEST_F(SubscribeStreamsTest, DeliversOnWhenTheRequestsHaveEnded) {
  Start();
  Client client(*server_);
  client.Subscribe("a");
  client.EndRequests();
  EXPECT_TRUE(client.Read().has_subscribed());
  Publish("a");
  EXPECT_EQ(client.ReadOffset(), 1);
}

TEST_F(SubscribeStreamsTest, FollowsManyTopicsOnOneStream) {
  Start();
  Client client(*server_);
  for (int i = 0; i < 5000; ++i) client.Subscribe(absl::StrCat("topic", i));
  for (int i = 0; i < 5000; ++i) {
    ASSERT_EQ(client.Read().subscribed().topic(), absl::StrCat("topic", i));
  }
  Publish("topic4999");
  EXPECT_EQ(client.Read().event().topic(), "topic4999");
  EXPECT_EQ(server_->metrics().subscriptions.Value(), 5000);
}

TEST_F(SubscribeStreamsTest, CutsOnlyTheSubscriberThatDoesNotRead) {
  Start({.streams = {.queue_bytes = 1 << 20}});
  Client slow(*server_), other(*server_);
  slow.Subscribe("a");
  other.Subscribe("b");
  slow.Read();
  other.Read();
  PublishTooMuch("a");
  const grpc::Status status = slow.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(status.error_message(), "slow: too much waits to be read");
  EXPECT_TRUE(base::Eventually([&] { return server_->metrics().subscriptions.Value() == 1; }));
  Publish("b");
  EXPECT_EQ(other.ReadOffset(), 1);
}

TEST_F(SubscribeStreamsTest, ResetsASlowStreamWhoseClientDoesNotReadItsEnd) {
  Start({.streams = {.queue_bytes = 1 << 20, .slow_grace = absl::Milliseconds(100)}});
  Client slow(*server_);
  slow.Subscribe("a");
  slow.Read();
  PublishTooMuch("a");
  EXPECT_TRUE(base::Eventually([&] { return server_->metrics().streams.Value() == 0; }));
}

TEST_F(SubscribeStreamsTest, LetsRequestsWaitWhileMuchWaitsToBeRead) {
  Start({.streams = {.queue_bytes = 256 << 10}});
  std::vector<v1::Position> seen;
  constexpr int kTopics = 100;
  for (int i = 0; i < kTopics; ++i) {
    seen.push_back(Publish(absl::StrCat("topic", i)));
    Publish(absl::StrCat("topic", i), 60'000);
  }
  Client client(*server_);
  for (int i = 0; i < kTopics; ++i) client.Subscribe(absl::StrCat("topic", i), seen[i]);
  for (int i = 0; i < kTopics; ++i) {
    ASSERT_TRUE(client.Read().subscribed().recovered());
    ASSERT_EQ(client.ReadOffset(), 2);
  }
  EXPECT_EQ(server_->metrics().cut.Value(), 0);
}

TEST_F(SubscribeStreamsTest, AnswersABatchInOrderAndInFewMessages) {
  Start();
  constexpr int kTopics = RequestValidator::kBatchRequests;
  Client client(*server_);
  for (int i = 0; i < kTopics; ++i) {
    const std::string topic = absl::StrCat("topic", i);
    client.Add(topic, Publish(topic));
    Publish(topic, 2'000);
  }
  client.SendBatch();
  // All together exceed the HTTP/2 window of a client that does not read.
  EXPECT_TRUE(
      base::Eventually([&] { return server_->metrics().subscriptions.Value() == kTopics; }));
  for (int i = 0; i < kTopics; ++i) {
    const v1::SubscribeResponse::Subscribed subscribed = client.Read().subscribed();
    ASSERT_EQ(subscribed.topic(), absl::StrCat("topic", i));
    ASSERT_TRUE(subscribed.recovered());
    ASSERT_EQ(client.ReadOffset(), 2);
  }
  EXPECT_LT(client.messages(), 2 * kTopics);
}

TEST_F(SubscribeStreamsTest, LetsTheRequestsOfABatchWaitWhileMuchWaitsToBeRead) {
  Start({.streams = {.queue_bytes = 256 << 10}});
  constexpr int kTopics = 100;
  Client client(*server_);
  for (int i = 0; i < kTopics; ++i) {
    const std::string topic = absl::StrCat("topic", i);
    client.Add(topic, Publish(topic));
    Publish(topic, 60'000);
  }
  client.SendBatch();
  for (int i = 0; i < kTopics; ++i) {
    ASSERT_EQ(client.Read().subscribed().topic(), absl::StrCat("topic", i));
    ASSERT_EQ(client.ReadOffset(), 2);
  }
  EXPECT_EQ(server_->metrics().cut.Value(), 0);
}

TEST_F(SubscribeStreamsTest, SendsNoBatchToAClientThatSentNone) {
  Start();
  Client client(*server_);
  constexpr int kTopics = 100;
  for (int i = 0; i < kTopics; ++i) client.Subscribe(absl::StrCat("topic", i));
  for (int i = 0; i < kTopics; ++i) client.Read();
  EXPECT_EQ(client.messages(), kTopics);
}

TEST_F(SubscribeStreamsTest, LeavesTheTopicsOfADisconnectedClient) {
  Start();
  Client client(*server_);
  client.Subscribe("a");
  client.Read();
  client.Cancel();
  EXPECT_TRUE(base::Eventually([&] {
    return server_->metrics().streams.Value() == 0 && server_->metrics().subscriptions.Value() == 0;
  }));
}

TEST_F(SubscribeStreamsTest, RefusesUsers) {
  Start();
  EXPECT_EQ(Client(*server_, base::Role::kUser).Finish().error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(server_->metrics().streams.Value(), 0);
}

TEST_F(SubscribeStreamsTest, RefusesAStreamTooMany) {
  Start({.streams = {.max_streams = 1}});
  Client first(*server_, base::Role::kOperator);
  first.Subscribe("a");
  first.Read();
  EXPECT_EQ(Client(*server_).Finish().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  Publish("a");
  EXPECT_EQ(first.ReadOffset(), 1);
}

TEST_F(SubscribeStreamsTest, EndsAllStreamsWhenItStopsAndTakesNoMore) {
  Start();
  Client client(*server_);
  client.Subscribe("a");
  client.Read();
  server_->streams().Stop();
  EXPECT_EQ(client.Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(Client(*server_).Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(SubscribeStreamsTest, EndsAStreamThatSendsSomethingElse) {
  Start();
  grpc::GenericStub stub(server_->OpenChannel());
  grpc::ClientContext context;
  server_->Authorize(context);
  grpc::CompletionQueue queue;
  void* tag = nullptr;
  bool ok = false;
  auto stream =
      stub.PrepareCall(&context, "/lossy.notifications.v1.NotificationsService/Subscribe", &queue);
  stream->StartCall(nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok));
  const grpc::Slice bytes("\xff\xff\xff");
  stream->Write(grpc::ByteBuffer(&bytes, 1), nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok));
  grpc::Status status;
  stream->Finish(&status, nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace lossy::notifications
