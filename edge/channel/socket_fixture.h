#pragma once

#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "base/time/clock.h"
#include "edge/auth/test_tokens.h"
#include "edge/channel/channel_table.h"
#include "edge/channel/service_caller.h"
#include "edge/channel/socket.h"
#include "edge/net/manual_executor.h"
#include "edge/presence/local_presence.h"
#include "edge/transport/fake_transport.h"
#include "edge/upstream/fake_upstream.h"
#include "gtest/gtest.h"
#include "lossy/sample/v1/room.pb.h"

namespace lossy::edge {

// A source that answers each question within the call.
struct InstantSource final : TopicSource {
  void Follow(Hub& hub, const base::SharedText& topic) override { hub.OnFollowed(topic, position); }
  void Unfollow(Hub&, const std::string& topic) override { unfollowed.push_back(topic); }
  void Recover(Hub& hub, const std::string& topic, const Position& after) override {
    missed.after = after;
    hub.OnMissed(topic, missed);
  }

  absl::StatusOr<Position> position = Position{.epoch = "e", .offset = 7};
  MissedEvents missed;
  std::vector<std::string> unfollowed;
};

// A socket of the user "ann" in front of the sample service. The transport, the service and the
// source of events are fakes; the sample's descriptors must be among the test's data.
class SocketTest : public testing::Test {
 protected:
  SocketTest() {
    google::protobuf::FileDescriptorSet descriptors;
    std::ifstream file("tests/sample/proto/lossy/sample/v1/sample_descriptors.binpb",
                       std::ios::binary);
    EXPECT_TRUE(descriptors.ParseFromIstream(&file));
    auto table = RoutingTable::Build(descriptors, {"lossy.sample.v1.RoomService"});
    EXPECT_TRUE(table.ok()) << table.status();
    table_ = *std::move(table);
    channel_table_.emplace(table_, metrics_.routes);
    limits_.max_channels = 3;
    limits_.max_waiting = 4;
    Restart();
  }

  // Makes the socket again, with the present limits.
  void Restart() {
    socket_.reset();
    services_.emplace(upstream_, executor_, tokens_.users(), limits_, metrics_);
    channels_.emplace(*channel_table_, *services_, hub_, presence_);
    context_.emplace(SocketContext{*channels_, refresher_, metrics_, list_});
    Connect(Serializer::kV2);
  }

  void Connect(Serializer serializer) {
    socket_ = MakeSocket(transport_, {.serializer = serializer,
                                      .identity = {.user_id = "ann", .device_id = "d"},
                                      .connection = nullptr});
  }

  std::unique_ptr<Socket> MakeSocket(Transport& transport, Client client) {
    return std::make_unique<Socket>(*context_, transport, std::move(client));
  }

  // Hands the text to the socket as a transport does, with readable bytes behind it.
  static bool Receive(Socket& socket, const std::string& text) {
    const std::string padded = text + std::string(64, ' ');
    return socket.OnText(absl::string_view(padded.data(), text.size()));
  }

  // Returns the messages that answer `text`.
  std::vector<std::string> Say(const std::string& text) {
    transport_.sent.clear();
    EXPECT_TRUE(Receive(*socket_, text));
    return transport_.sent;
  }

  std::vector<std::string> Sent() { return std::exchange(transport_.sent, {}); }

  void Join(const std::string& ref, const std::string& topic) {
    Say("[\"" + ref + "\",\"" + ref + "\",\"" + topic + "\",\"phx_join\",{}]");
    upstream_.calls.back()->Answer(absl::OkStatus());
    Sent();
  }

  FakeUpstream::Stream& JoinCounter() {
    Say(R"(["1","1","counter:c","phx_join",{"start":3}])");
    FakeUpstream::Stream& stream = *upstream_.streams.back();
    sample::v1::CountResponse joined;
    joined.set_ref("join");
    joined.mutable_join()->set_total(3);
    stream.Bring(joined.SerializeAsString());
    Sent();
    return stream;
  }

  prometheus::Registry registry_;
  EdgeMetrics metrics_{registry_};
  ChannelLimits limits_;
  FakeUpstream upstream_;
  InstantSource source_;
  Hub hub_{source_, metrics_.pubsub, base::RealClock()};
  ManualExecutor executor_;
  LocalPresence nobody_;
  ChannelPresence presence_{nobody_, executor_, {}, metrics_.presence};
  FakeTransport transport_;
  std::shared_ptr<const RoutingTable> table_;
  TestTokens tokens_;
  absl::optional<ChannelTable> channel_table_;
  TokenRefresher refresher_{tokens_.authenticator(), metrics_.token_refused};
  absl::optional<ServiceCaller> services_;
  absl::optional<ChannelFactory> channels_;
  SocketList list_{/*worker=*/3};
  absl::optional<SocketContext> context_;
  std::unique_ptr<Socket> socket_;
};

}  // namespace lossy::edge
