#include "edge/admin/edge_admin.h"

#include <atomic>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/admin/admin_answers.h"
#include "base/sync/mutex.h"
#include "base/testing/eventually.h"
#include "base/time/clock.h"
#include "edge/server/test_client.h"
#include "edge/server/test_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr char kService[] = "lossy.sample.v1.RoomService";

std::shared_ptr<const ContractVersion> SampleContract() {
  auto contract = std::make_shared<ContractVersion>();
  std::ifstream file("tests/sample/proto/lossy/sample/v1/sample_descriptors.binpb",
                     std::ios::binary);
  EXPECT_TRUE(contract->descriptors.ParseFromIstream(&file));
  contract->hash = "c0ffee";
  contract->routes = *RoutingTable::Build(contract->descriptors, {kService});
  return contract;
}

// A Follow call on a thread of its own.
class FollowCall {
 public:
  FollowCall(EdgeAdmin& admin, admin::v1::FollowRequest request)
      : thread_([this, &admin, request = std::move(request)] {
          result_.set_value(admin.Follow(request, Sink()));
        }) {
    begun_.get_future().wait();
  }
  ~FollowCall() {
    Cancel();
    thread_.join();
  }

  void Cancel() { cancelled_ = true; }
  absl::Status Result() { return result_.get_future().get(); }

  // Returns the frames so far, each as "in EVENT" or "out EVENT".
  std::vector<std::string> Frames() {
    base::MutexLock lock(mutex_);
    return frames_;
  }
  std::vector<std::string> payloads() {
    base::MutexLock lock(mutex_);
    return payloads_;
  }

 private:
  base::FollowSink Sink() {
    return {.write =
                [this](const admin::v1::FollowResponse& response) {
                  OnResponse(response);
                  return true;
                },
            .cancelled = [this] { return cancelled_.load(); },
            .cancel_at = [](absl::Time) {}};
  }

  void OnResponse(const admin::v1::FollowResponse& response) {
    if (!response.has_frame()) {
      if (!std::exchange(is_open_, true)) begun_.set_value();
      return;
    }
    const admin::v1::Frame& frame = response.frame();
    const bool in = frame.direction() == admin::v1::Frame::DIRECTION_IN;
    base::MutexLock lock(mutex_);
    frames_.push_back(absl::StrCat(in ? "in " : "out ", frame.event()));
    payloads_.push_back(frame.payload());
  }

  bool is_open_ = false;
  std::promise<void> begun_;
  std::promise<absl::Status> result_;
  std::atomic<bool> cancelled_{false};
  base::Mutex mutex_;
  std::vector<std::string> frames_ LOSSY_GUARDED_BY(mutex_);
  std::vector<std::string> payloads_ LOSSY_GUARDED_BY(mutex_);
  std::thread thread_;
};

class EdgeAdminTest : public testing::Test {
 protected:
  ~EdgeAdminTest() override { server_.Drain(absl::ZeroDuration()); }

  std::unique_ptr<TestClient> Join(const std::string& topic = "room:a") {
    auto client = std::make_unique<TestClient>(server_.port());
    client->Send(UpgradeRequest());
    EXPECT_THAT(client->ReadResponse(), StartsWith("HTTP/1.1 101 "));
    client->SendText(absl::StrCat(R"(["1","1",")", topic, R"(","phx_join",{}])"));
    EXPECT_THAT(client->ReadText(), HasSubstr("\"status\":\"ok\""));
    return client;
  }

  static void Echo(TestClient& client, const std::string& topic = "room:a") {
    client.SendText(absl::StrCat(R"(["1","2",")", topic, R"(","echo",{"x":"secret"}])"));
    EXPECT_THAT(client.ReadText(), HasSubstr("secret"));
  }

  admin::v1::ListSocketsResponse Sockets(const std::string& user, int limit = 0) {
    admin::v1::ListSocketsRequest request;
    request.set_user_id(user);
    request.set_limit(limit);
    admin::v1::ListSocketsResponse response;
    EXPECT_TRUE(admin_.ListSockets(request, &response).ok());
    return response;
  }

  absl::Status Close(const std::string& id) {
    admin::v1::CloseSocketRequest request;
    request.set_socket_id(id);
    admin::v1::CloseSocketResponse response;
    return admin_.CloseSocket(request, &response);
  }

  static admin::v1::FollowRequest Follow(const std::string& user, const std::string& topic,
                                         bool payloads = false) {
    admin::v1::FollowRequest request;
    user.empty() ? request.set_topic(topic) : request.set_user_id(user);
    request.set_show_payloads(payloads);
    return request;
  }

  absl::Status FollowNow(const admin::v1::FollowRequest& request) {
    return admin_.Follow(request, {.write = [](const auto&) { return false; },
                                   .cancelled = [] { return true; },
                                   .cancel_at = [](absl::Time) {}});
  }

  TestServer server_{/*threads=*/2};
  EdgeAdmin admin_{server_.server(),
                   SampleContract,
                   {.addresses = {{kService, "127.0.0.1:1"}}, .discovered = {}, .channels = {}},
                   {.followers = 2}};
};

TEST_F(EdgeAdminTest, ListsTheRoutesWithTheirMethods) {
  admin::v1::ListRoutesResponse response;
  ASSERT_TRUE(admin_.ListRoutes({}, &response).ok());
  EXPECT_EQ(response.descriptor_hash(), "c0ffee");
  std::vector<std::string> routes;
  for (const admin::v1::Route& route : response.routes()) {
    if (route.topic() == "room:{room}") routes.push_back(route.event() + " " + route.method());
  }
  EXPECT_THAT(routes, testing::Contains(StartsWith(absl::StrCat(" ", kService, "."))));
  EXPECT_THAT(routes, testing::Contains(StartsWith(absl::StrCat("echo ", kService, "."))));
  ASSERT_EQ(response.services_size(), 1);
  EXPECT_EQ(response.services(0).name(), kService);
  EXPECT_EQ(response.services(0).address(), "127.0.0.1:1");
  EXPECT_EQ(response.services(0).descriptor_hash().size(), 16u);
  EXPECT_EQ(response.services(0).health(), admin::v1::HEALTH_UNKNOWN);
}

TEST_F(EdgeAdminTest, ListsTheSocketsOfAUserOnAllThreads) {
  const auto first = Join();
  const auto second = Join("room:b");
  const auto third = Join();
  const admin::v1::ListSocketsResponse response = Sockets("ann");
  ASSERT_EQ(response.sockets_size(), 3);
  EXPECT_FALSE(response.truncated());
  const admin::v1::Socket& socket = response.sockets(0);
  EXPECT_EQ(socket.user_id(), "ann");
  EXPECT_EQ(socket.transport(), admin::v1::Socket::TRANSPORT_WEBSOCKET);
  EXPECT_TRUE(socket.has_connected_at());
  ASSERT_EQ(socket.topics_size(), 1);
  EXPECT_TRUE(socket.topics(0).joined());
  EXPECT_NE(response.sockets(1).id(), response.sockets(0).id());
  EXPECT_EQ(Sockets("bob").sockets_size(), 0);
}

TEST_F(EdgeAdminTest, CutsALongList) {
  const auto first = Join();
  const auto second = Join();
  const admin::v1::ListSocketsResponse response = Sockets("ann", 1);
  EXPECT_EQ(response.sockets_size(), 1);
  EXPECT_TRUE(response.truncated());
}

TEST_F(EdgeAdminTest, ClosesOneSocket) {
  auto client = Join();
  const std::string id = Sockets("ann").sockets(0).id();
  const auto other = Join();
  ASSERT_TRUE(Close(id).ok());
  EXPECT_EQ(client->ReadCloseCode(), 1001);
  Echo(*other);
  client.reset();
  ASSERT_TRUE(base::Eventually([&] { return Sockets("ann").sockets_size() == 1; }));
  EXPECT_NE(Sockets("ann").sockets(0).id(), id);
  EXPECT_TRUE(absl::IsNotFound(Close(id)));
}

TEST_F(EdgeAdminTest, FindsNoSocketOfAnotherProcess) {
  EXPECT_TRUE(absl::IsNotFound(Close("00000000-0-1")));
  EXPECT_TRUE(absl::IsInvalidArgument(Close("")));
}

TEST_F(EdgeAdminTest, CountsTheClientsOnATopic) {
  const auto first = Join();
  const auto second = Join();
  admin::v1::GetTopicRequest request;
  request.set_topic("room:a");
  admin::v1::GetTopicResponse response;
  ASSERT_TRUE(admin_.GetTopic(request, &response).ok());
  EXPECT_EQ(response.subscribers(), 2);
  request.set_topic("room:nobody");
  admin::v1::GetTopicResponse none;
  ASSERT_TRUE(admin_.GetTopic(request, &none).ok());
  EXPECT_EQ(none.subscribers(), 0);
  EXPECT_EQ(none.epoch(), "");
}

TEST_F(EdgeAdminTest, FollowsTheFramesOfAUserInBothDirections) {
  const auto client = Join();
  FollowCall call(admin_, Follow("ann", ""));
  Echo(*client);
  ASSERT_TRUE(base::Eventually([&] { return call.Frames().size() == 2; }));
  EXPECT_THAT(call.Frames(), ElementsAre("in echo", "out phx_reply"));
  EXPECT_THAT(call.payloads(), ElementsAre("", ""));
}

TEST_F(EdgeAdminTest, ShowsPayloadsIfTheyAreAskedFor) {
  const auto client = Join();
  FollowCall call(admin_, Follow("ann", "", /*payloads=*/true));
  Echo(*client);
  ASSERT_TRUE(base::Eventually([&] { return call.Frames().size() == 2; }));
  EXPECT_THAT(call.payloads(), ElementsAre(R"({"x":"secret"})", HasSubstr("secret")));
}

TEST_F(EdgeAdminTest, FollowsATopicAndClientsThatComeLater) {
  FollowCall call(admin_, Follow("", "room:b"));
  const auto client = Join("room:b");
  const auto other = Join("room:a");
  Echo(*other);
  ASSERT_TRUE(base::Eventually([&] { return call.Frames().size() == 2; }));
  EXPECT_THAT(call.Frames(), ElementsAre("in phx_join", "out phx_reply"));
}

TEST_F(EdgeAdminTest, FollowsNoOtherUser) {
  const auto client = Join();
  FollowCall of_bob(admin_, Follow("bob", ""));
  FollowCall of_ann(admin_, Follow("ann", ""));
  Echo(*client);
  ASSERT_TRUE(base::Eventually([&] { return of_ann.Frames().size() == 2; }));
  EXPECT_THAT(of_bob.Frames(), IsEmpty());
}

TEST_F(EdgeAdminTest, EndsAFollowThatIsCancelled) {
  FollowCall call(admin_, Follow("ann", ""));
  call.Cancel();
  EXPECT_TRUE(call.Result().ok());
}

TEST_F(EdgeAdminTest, EndsAFollowAfterItsTime) {
  admin::v1::FollowRequest request = Follow("ann", "");
  request.mutable_duration()->set_seconds(1);
  FollowCall call(admin_, request);
  EXPECT_TRUE(call.Result().ok());
}

TEST_F(EdgeAdminTest, LimitsTheFollowersAtOnce) {
  const FollowCall first(admin_, Follow("ann", ""));
  const FollowCall second(admin_, Follow("", "room:a"));
  EXPECT_TRUE(absl::IsResourceExhausted(FollowNow(Follow("ann", ""))));
}

TEST_F(EdgeAdminTest, RefusesAFollowWithoutATargetOrBeyondTheLongestTime) {
  EXPECT_TRUE(absl::IsInvalidArgument(FollowNow(Follow("", ""))));
  admin::v1::FollowRequest request = Follow("ann", "");
  request.mutable_duration()->set_seconds(3600);
  EXPECT_TRUE(absl::IsInvalidArgument(FollowNow(request)));
  request.mutable_duration()->set_seconds(0);
  EXPECT_TRUE(absl::IsInvalidArgument(FollowNow(request)));
}

}  // namespace
}  // namespace lossy::edge
