#include "absl/types/optional.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "services/notifications/subscriptions/test_server.h"

namespace lossy::notifications {
namespace {

// The client of a Subscribe call about presences.
class Client {
 public:
  explicit Client(TestServer& server) : stub_(server.Connect()) {
    server.Authorize(context_);
    stream_ = stub_->Subscribe(&context_);
  }

  v1::SubscribeResponse Ask(const v1::SubscribeRequest& request) {
    stream_->Write(request);
    return Read();
  }

  v1::SubscribeResponse Track(const std::string& topic, const std::string& ref,
                              const std::string& replaces = "") {
    v1::SubscribeRequest request;
    request.mutable_track()->set_topic(topic);
    v1::Presence& presence = *request.mutable_track()->mutable_presence();
    presence.set_ref(ref);
    presence.set_key("ann");
    presence.set_replaces(replaces);
    (*presence.mutable_meta()->mutable_fields())["device_id"].set_string_value("d1");
    return Ask(request);
  }

  v1::SubscribeResponse Untrack(const std::string& topic, const std::string& ref) {
    v1::SubscribeRequest request;
    request.mutable_untrack()->set_topic(topic);
    request.mutable_untrack()->set_ref(ref);
    return Ask(request);
  }

  v1::SubscribeResponse Watch(const std::string& topic) {
    v1::SubscribeRequest request;
    request.mutable_watch()->set_topic(topic);
    return Ask(request);
  }

  v1::SubscribeResponse Unwatch(const std::string& topic) {
    v1::SubscribeRequest request;
    request.mutable_unwatch()->set_topic(topic);
    return Ask(request);
  }

  v1::SubscribeResponse Read() {
    v1::SubscribeResponse response;
    EXPECT_TRUE(stream_->Read(&response)) << stream_->Finish().error_message();
    return response;
  }

  void Break() {
    context_.TryCancel();
    v1::SubscribeResponse response;
    while (stream_->Read(&response)) {
    }
    stream_->Finish();
  }

 private:
  std::unique_ptr<v1::NotificationsService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::SubscribeRequest, v1::SubscribeResponse>> stream_;
};

TEST(PresenceStreamTest, AnswersEachRequestByOneOfItsKind) {
  TestServer server({});
  Client client(server);
  EXPECT_EQ(client.Watch("a").watched().topic(), "a");
  EXPECT_EQ(client.Track("a", "r1").tracked().ref(), "r1");
  EXPECT_EQ(client.Untrack("a", "r1").untracked().ref(), "r1");
  EXPECT_EQ(client.Untrack("a", "r1").untracked().ref(), "r1");
  EXPECT_EQ(client.Unwatch("a").unwatched().topic(), "a");
  EXPECT_EQ(client.Unwatch("a").unwatched().topic(), "a");
}

TEST(PresenceStreamTest, SendsJoinsAndLeavesToAllWatchers) {
  TestServer server({});
  Client one(server), other(server);
  one.Watch("a");
  other.Watch("a");
  one.Track("a", "r1");
  server.presences().Tick();
  for (Client* client : {&one, &other}) {
    const v1::SubscribeResponse told = client->Read();
    ASSERT_EQ(told.presence_changed().joined_size(), 1);
    const v1::Presence& joined = told.presence_changed().joined(0);
    EXPECT_EQ(joined.ref(), "r1");
    EXPECT_EQ(joined.key(), "ann");
    EXPECT_EQ(joined.meta().fields().at("device_id").string_value(), "d1");
  }
  one.Untrack("a", "r1");
  server.presences().Tick();
  EXPECT_EQ(other.Read().presence_changed().left(0), "r1");
}

TEST(PresenceStreamTest, PresencesOfABrokenStreamLeaveAfterTheLease) {
  TestServer server({});
  Client watcher(server);
  watcher.Watch("a");
  Client gone(server);
  gone.Track("a", "r1");
  gone.Track("a", "r2", "r1");
  server.presences().Tick();
  EXPECT_EQ(watcher.Read().presence_changed().joined_size(), 2);
  gone.Break();
  // The server's side of the call ends at an unknown time. The watcher is notified.
  while (server.presence_metrics().expired.Value() == 0) {
    server.clock().Advance(absl::Seconds(5));
    server.presences().Tick();
  }
  EXPECT_EQ(watcher.Read().presence_changed().left(0), "r2");
  EXPECT_EQ(server.presence_metrics().presences.Value(), 0);
}

TEST(PresenceStreamTest, AnotherStreamTakesOverThePresencesOfABrokenOne) {
  TestServer server({});
  Client watcher(server);
  watcher.Watch("a");
  {
    Client gone(server);
    gone.Track("a", "r1");
    gone.Track("a", "r2");
    server.presences().Tick();
    EXPECT_EQ(watcher.Read().presence_changed().joined_size(), 2);
    gone.Break();
  }
  Client back(server);
  back.Track("a", "r1");
  while (server.presence_metrics().expired.Value() == 0) {
    server.clock().Advance(absl::Seconds(5));
    server.presences().Tick();
  }
  EXPECT_EQ(watcher.Read().presence_changed().left(0), "r2");
  EXPECT_EQ(back.Watch("a").watched().presences_size(), 1);
}

TEST(PresenceStreamTest, RefusesAnInvalidPresenceAndContinues) {
  TestServer server({.limits = {.presence_meta_bytes = 10}});
  Client client(server);
  EXPECT_EQ(client.Track("a", "").refused().error().message(), "ref is required");
  EXPECT_EQ(client.Track("", "r1").refused().error().message(), "topic is required");
  EXPECT_EQ(client.Track("a", "r1", "r1").refused().error().message(),
            "replaces must be another presence");
  const v1::SubscribeResponse large = client.Track("a", "r1");
  EXPECT_EQ(large.refused().ref(), "r1");
  EXPECT_EQ(large.refused().topic(), "a");
  EXPECT_EQ(large.refused().error().message(), "meta must be at most 10 bytes");
  EXPECT_EQ(client.Untrack("a", "").refused().error().message(), "ref is required");
  EXPECT_EQ(client.Watch("a").watched().presences_size(), 0);
}

TEST(PresenceStreamTest, RefusesMorePresencesThanAStreamMayTrack) {
  TestServer server({.limits = {.stream_presences = 1}});
  Client client(server);
  EXPECT_TRUE(client.Track("a", "r1").has_tracked());
  EXPECT_TRUE(client.Track("a", "r1").has_tracked());
  EXPECT_EQ(client.Track("b", "r2").refused().error().reason(), channel::v1::REASON_RATE_LIMITED);
  client.Untrack("a", "r1");
  EXPECT_TRUE(client.Track("b", "r2").has_tracked());
}

}  // namespace
}  // namespace lossy::notifications
