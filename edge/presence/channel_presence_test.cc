#include "edge/presence/channel_presence.h"

#include "absl/strings/str_cat.h"
#include "edge/net/manual_executor.h"
#include "edge/transcoding/json_to_wire.h"
#include "edge/transport/fake_transport.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

// Keeps the requests, in words.
class FakeSource final : public PresenceSource {
 public:
  void Watch(PresenceWatcher&, const std::string& topic) override {
    said.push_back("watch " + topic);
  }
  void Unwatch(PresenceWatcher&, const std::string& topic) override {
    said.push_back("unwatch " + topic);
  }
  void Track(const std::string& topic, const notifications::v1::Presence& presence) override {
    said.push_back(absl::StrCat("track ", topic, " ", presence.key()));
    tracked.push_back(presence);
  }
  void Untrack(const std::string& topic, const std::string& ref) override {
    said.push_back("untrack " + topic);
    untracked.push_back(ref);
  }

  std::vector<std::string> Said() { return std::exchange(said, {}); }

  std::vector<std::string> said;
  std::vector<notifications::v1::Presence> tracked;
  std::vector<std::string> untracked;
};

// A client with its handle.
struct Client final : PresenceHandle::Listener {
  void OnPresenceState(const std::string& json) override {
    transport.sent.push_back("state " + json);
  }
  std::vector<std::string> Sent() { return std::exchange(transport.sent, {}); }
  absl::Status Update(const std::string& json) { return place->Update(PaddedJson(json).view()); }

  FakeTransport transport;
  std::unique_ptr<PresenceHandle> place;
};

PresencePtr Other(const std::string& ref) {
  return std::make_shared<const Presence>(Presence{
      .ref = ref, .key = "eve", .replaces = "", .meta = R"({"phx_ref":")" + ref + R"("})"});
}

class ChannelPresenceTest : public testing::Test {
 protected:
  void Join(Client& client, const std::string& key, bool updates = false,
            Serializer serializer = Serializer::kV2) {
    client.place = board_.Join({.channel_topic = "room:a",
                                .key = key,
                                .device_id = "d1",
                                .updates = updates,
                                .serializer = serializer,
                                .transport = &client.transport},
                               client);
  }

  void Connect() {
    board_.OnConnected();
    executor_.RunAll();
  }

  std::string Ref(std::size_t index) const { return source_.tracked.at(index).ref(); }

  FakeSource source_;
  ManualExecutor executor_;
  prometheus::Registry registry_;
  PresenceMetrics metrics_{registry_};
  ChannelPresence board_{source_, executor_, {.max_meta_bytes = 40}, metrics_};
};

TEST_F(ChannelPresenceTest, SendsAJoiningClientTheStateAndThenItsOwnDiff) {
  Client ann;
  Join(ann, "ann");
  EXPECT_THAT(source_.Said(), ElementsAre("watch presence:room:a", "track presence:room:a ann"));
  EXPECT_THAT(ann.Sent(), IsEmpty());
  executor_.RunAll();
  const std::vector<std::string> sent = ann.Sent();
  ASSERT_EQ(sent.size(), 2);
  EXPECT_THAT(sent[0], AllOf(StartsWith(R"(state {"ann":{"metas":[{)"),
                             HasSubstr(R"("phx_ref":")" + Ref(0) + "\"")));
  EXPECT_THAT(sent[1],
              StartsWith(R"([null,null,"room:a","presence_diff",{"joins":{"ann":{"metas":[)"));
  EXPECT_THAT(sent[1], AllOf(HasSubstr(R"("device_id":"d1")"), HasSubstr(R"("online_at":1)"),
                             HasSubstr(R"("leaves":{})")));
}

TEST_F(ChannelPresenceTest, SendsNoDiffBeforeTheState) {
  Connect();
  Client ann, bob;
  Join(ann, "ann");
  Join(bob, "bob", /*updates=*/true);
  executor_.RunAll();
  EXPECT_TRUE(bob.Update(R"({"status":"away"})").ok());
  EXPECT_THAT(ann.Sent(), IsEmpty());
  EXPECT_THAT(bob.Sent(), IsEmpty());
  board_.OnState("presence:room:a", {Other("r1")});
  executor_.RunAll();
  EXPECT_THAT(ann.Sent(),
              ElementsAre(AllOf(StartsWith("state"), HasSubstr("\"away\"")),
                          AllOf(HasSubstr(R"("joins":{"ann")"), Not(HasSubstr("bob")))));
  EXPECT_THAT(bob.Sent(), ElementsAre(StartsWith("state"), AllOf(HasSubstr(R"("joins":{"bob")"),
                                                                 HasSubstr(R"("updates":{})"))));
}

TEST_F(ChannelPresenceTest, SendsTheSameFrameToAllOfOneKind) {
  Client ann, bob, old, eve;
  Join(ann, "ann");
  Join(bob, "bob");
  Join(old, "old", false, Serializer::kV1);
  executor_.RunAll();
  for (Client* client : {&ann, &bob, &old}) {
    client->Sent();
    client->transport.messages.clear();
  }
  Join(eve, "eve");
  executor_.RunAll();
  ASSERT_EQ(ann.transport.messages.size(), 1);
  EXPECT_EQ(ann.transport.messages[0], bob.transport.messages.at(0));
  EXPECT_THAT(old.Sent().at(0), StartsWith(R"({"topic":"room:a","event":"presence_diff")"));
}

TEST_F(ChannelPresenceTest, SendsNoStateBeforeTheServiceAnswers) {
  Connect();
  Client ann;
  Join(ann, "ann");
  executor_.RunAll();
  EXPECT_THAT(ann.Sent(), IsEmpty());
  board_.OnState("presence:room:a", {Other("r1")});
  executor_.RunAll();
  EXPECT_THAT(ann.Sent(),
              ElementsAre(AllOf(StartsWith("state"), HasSubstr("\"r1\""), HasSubstr("\"ann\"")),
                          HasSubstr(R"("joins":{"ann")")));
  Client bob;
  Join(bob, "bob");
  executor_.RunAll();
  EXPECT_THAT(bob.Sent().front(), AllOf(StartsWith("state"), HasSubstr("\"r1\"")));
}

TEST_F(ChannelPresenceTest, WaitsForTheServiceOnlySoLong) {
  Connect();
  Client ann;
  Join(ann, "ann");
  executor_.RunAll();
  ann.Sent();
  ChannelPresence impatient(source_, executor_, {.state_limit = absl::ZeroDuration()}, metrics_);
  impatient.OnConnected();
  Client bob;
  bob.place = impatient.Join({.channel_topic = "room:a",
                              .key = "bob",
                              .device_id = "",
                              .serializer = Serializer::kV2,
                              .transport = &bob.transport},
                             bob);
  impatient.Sweep(absl::Now());
  EXPECT_EQ(bob.Sent().size(), 2);
  // The other edge has lost its service.
  board_.OnLost();
  executor_.RunAll();
  EXPECT_THAT(ann.Sent(), ElementsAre(StartsWith("state"), HasSubstr("presence_diff")));
}

TEST_F(ChannelPresenceTest, SendsTheDiffOfAnUpdateBeforeItsReply) {
  Client ann, bob;
  Join(ann, "ann");
  Join(bob, "bob", /*updates=*/true);
  executor_.RunAll();
  ann.Sent();
  bob.Sent();
  EXPECT_TRUE(ann.Update(R"({"status":"away","phx_ref":"x"})").ok());
  const notifications::v1::Presence& update = source_.tracked.back();
  EXPECT_EQ(update.replaces(), Ref(0));
  EXPECT_EQ(update.meta().fields().at("status").string_value(), "away");
  EXPECT_EQ(update.meta().fields().at("online_at").number_value(),
            source_.tracked[0].meta().fields().at("online_at").number_value());
  EXPECT_THAT(ann.Sent(), ElementsAre(AllOf(HasSubstr("\"away\""), HasSubstr("\"leaves\":{\"ann\""),
                                            Not(HasSubstr("updates")))));
  EXPECT_THAT(bob.Sent(),
              ElementsAre(AllOf(HasSubstr("\"leaves\":{}"), HasSubstr("\"updates\":{\"ann\""))));
}

TEST_F(ChannelPresenceTest, RefusesAnUpdateThatIsTooLargeOrNoObject) {
  Client ann;
  Join(ann, "ann");
  executor_.RunAll();
  ann.Sent();
  EXPECT_EQ(ann.Update("{\"a\":\"" + std::string(40, 'x') + "\"}").message(),
            "payload must be at most 40 bytes");
  EXPECT_TRUE(absl::IsInvalidArgument(ann.Update("[]")));
  EXPECT_THAT(ann.Sent(), IsEmpty());
}

TEST_F(ChannelPresenceTest, SendsADiffWhenAClientLeaves) {
  Client ann;
  Join(ann, "ann");
  {
    Client bob;
    Join(bob, "bob");
    executor_.RunAll();
    ann.Sent();
    source_.Said();
  }
  executor_.RunAll();
  EXPECT_THAT(ann.Sent(), ElementsAre(HasSubstr(R"("joins":{},"leaves":{"bob")")));
  EXPECT_THAT(source_.Said(), ElementsAre("untrack presence:room:a"));
  ann.place.reset();
  EXPECT_THAT(source_.Said(), ElementsAre("untrack presence:room:a", "unwatch presence:room:a"));
  EXPECT_EQ(metrics_.present.Value(), 0);
}

TEST_F(ChannelPresenceTest, TracksAllPresencesAgainAfterAReconnection) {
  Connect();
  Client ann, bob;
  Join(ann, "ann");
  Join(bob, "bob");
  board_.OnState("presence:room:a", {Other("r1")});
  executor_.RunAll();
  board_.OnLost();
  EXPECT_TRUE(ann.Update(R"({"n":1})").ok());
  executor_.RunAll();
  ann.Sent();
  source_.Said();
  source_.tracked.clear();
  Connect();
  EXPECT_EQ(source_.Said().size(), 3);
  ASSERT_EQ(source_.tracked.size(), 2);
  board_.OnState("presence:room:a", {});
  executor_.RunAll();
  EXPECT_THAT(ann.Sent(), IsEmpty());
  board_.Sweep(absl::Now() + absl::Seconds(7));
  EXPECT_THAT(ann.Sent(), ElementsAre(HasSubstr(R"("leaves":{"eve")")));
}

TEST_F(ChannelPresenceTest, SendsDiffsForTheClientsOfOtherEdges) {
  Connect();
  Client ann;
  Join(ann, "ann");
  board_.OnState("presence:room:a", {});
  executor_.RunAll();
  ann.Sent();
  board_.OnChange("presence:room:a", {Other("r1"), Other("r2")}, {"r1"});
  board_.OnChange("presence:other", {Other("r1")}, {});
  executor_.RunAll();
  EXPECT_THAT(ann.Sent(),
              ElementsAre(R"([null,null,"room:a","presence_diff",{"joins":{"eve":{"metas":[)"
                          R"({"phx_ref":"r1"},{"phx_ref":"r2"}]}},)"
                          R"("leaves":{"eve":{"metas":[{"phx_ref":"r1"}]}}}])"));
}

TEST_F(ChannelPresenceTest, AClientWithAHarmfulKeyReceivesTheStateAndIsNotInIt) {
  Client ann, harmful;
  Join(ann, "ann");
  executor_.RunAll();
  ann.Sent();
  Join(harmful, "__proto__");
  executor_.RunAll();
  EXPECT_THAT(ann.Sent(), IsEmpty());
  EXPECT_THAT(harmful.Sent(), ElementsAre(StartsWith(R"(state {"ann")")));
  EXPECT_TRUE(harmful.Update("{}").ok());
  EXPECT_THAT(ann.Sent(), IsEmpty());
}

TEST_F(ChannelPresenceTest, AClientThatLeavesBeforeItsStateReceivesNothing) {
  Client ann, bob;
  Join(ann, "ann");
  Join(bob, "bob");
  bob.place.reset();
  executor_.RunAll();
  EXPECT_THAT(bob.Sent(), IsEmpty());
  EXPECT_EQ(ann.Sent().size(), 2);
  ann.place.reset();
  executor_.RunAll();
}

}  // namespace
}  // namespace lossy::edge
