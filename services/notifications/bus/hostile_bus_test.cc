// Tests that clients of the NATS server without a key cannot do harm.

#include "absl/strings/str_cat.h"
#include "base/testing/eventually.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/bus/bus_frame.h"
#include "services/notifications/bus/hostile_client.h"
#include "services/notifications/bus/nats_bus.h"
#include "services/notifications/bus/nats_server.h"
#include "services/notifications/bus/nats_subject.h"
#include "services/notifications/bus/test_bus_keys.h"
#include "services/notifications/bus/test_replica.h"

namespace lossy::notifications {
namespace {

using testing::ElementsAre;

class HostileBusTest : public testing::Test {
 protected:
  HostileBusTest() {
    b_.bus.Follow("video:1");
    b_.AwaitContact(a_, "video:1");
  }

  // Returns the messages that `a_` sends, as any client receives them.
  std::string Send(const std::string& body) {
    const std::size_t before = Recorded().size();
    a_.bus.Publish("video:1", body);
    hostile_.AwaitMessages(kSubject, before + 1);
    return Recorded().back();
  }

  std::vector<std::string> Recorded() {
    std::vector<std::string> recorded;
    for (const auto& [subject, bytes] : hostile_.AwaitMessages(kSubject, 0)) {
      if (subject == kSubject) recorded.push_back(bytes);
    }
    return recorded;
  }

  // The listener receives the next authentic message, and none before.
  void ExpectOnlyReal() {
    hostile_.Flush();
    a_.bus.Publish("video:1", "real");
    EXPECT_THAT(b_.received.Take(1), ElementsAre("real"));
  }

  static double Refused(const BusMetrics& metrics) {
    return metrics.malformed.Value() + metrics.unknown_key.Value() + metrics.forged.Value() +
           metrics.unproved.Value() + metrics.repeated.Value();
  }

  const std::string kSubject = NatsSubject("one", "video:1");
  const TestBusKeys keys_;
  NatsServer server_;
  HostileClient hostile_{server_.url()};
  TestReplica a_{{.url = server_.url()}, "one", keys_.Open()};
  TestReplica b_{{.url = server_.url()}, "one", keys_.Open()};
};

TEST_F(HostileBusTest, ForgedMessagesAreRefused) {
  hostile_.Send(kSubject, "forged");
  hostile_.Send(kSubject, "");
  const TestBusKeys guessed({"guessed"});
  hostile_.Send(
      kSubject,
      EncodeFrame(guessed.Open()->Get()->first(), kSubject,
                  {.sender = "0123456789abcdef", .sequence = 1ull << 60, .body = "forged"}));
  ExpectOnlyReal();
  EXPECT_EQ(b_.metrics.malformed.Value(), 2);
  EXPECT_EQ(b_.metrics.unknown_key.Value(), 1);
}

TEST_F(HostileBusTest, MessagesThatAreChangedAreRefused) {
  const std::string sent = Send("note");
  b_.received.Take(1);
  for (std::size_t i = 0; i < sent.size(); ++i) {
    std::string changed = sent;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    hostile_.Send(kSubject, changed);
    hostile_.Send(kSubject, sent.substr(0, i));
  }
  ExpectOnlyReal();
  EXPECT_GE(Refused(b_.metrics), 2 * static_cast<double>(sent.size()));
}

TEST_F(HostileBusTest, MessagesAreAcceptedOnce) {
  for (int i = 0; i < 3; ++i) Send(absl::StrCat(i));
  b_.received.Take(3);
  for (const std::string& each : Recorded()) hostile_.Send(kSubject, each);
  ExpectOnlyReal();
  EXPECT_GE(b_.metrics.repeated.Value(), 3);
}

TEST_F(HostileBusTest, AMessageOfAnotherSubjectIsRefused) {
  b_.bus.Follow("video:2");
  b_.AwaitContact(a_, "video:2");
  const std::string sent = Send("of video 1");
  b_.received.Take(1);
  hostile_.Send(NatsSubject("one", "video:2"), sent);
  ExpectOnlyReal();
  EXPECT_GE(b_.metrics.forged.Value(), 1);
}

TEST_F(HostileBusTest, RecordedMessagesAreRefusedByALaterReplica) {
  std::vector<HostileClient::Message> recorded;
  {
    TestReplica ended({.url = server_.url()}, "one", keys_.Open());
    b_.AwaitContact(ended, "video:1");
    ended.bus.Publish("video:1", "of a life that has ended");
    b_.received.Take(1);
    recorded = hostile_.AwaitMessages(kSubject, 1);
  }
  TestReplica late({.url = server_.url()}, "one", keys_.Open());
  late.bus.Follow("video:1");
  // Challenges and proofs are among the recorded messages.
  const auto repeat = [&] {
    for (int times = 0; times < 3; ++times) {
      for (const auto& [subject, bytes] : recorded) hostile_.Send(subject, bytes);
    }
    hostile_.Flush();
  };
  // The server may not have the replica's subscription yet. After the contact it does.
  repeat();
  late.AwaitContact(a_, "video:1");
  repeat();
  a_.bus.Publish("video:1", "real");
  EXPECT_THAT(late.received.Take(1), ElementsAre("real"));
  EXPECT_GE(Refused(late.metrics), 1);
}

TEST_F(HostileBusTest, ManySendersTakeNoRoom) {
  const double before = b_.metrics.senders.Value();
  const TestBusKeys guessed({"guessed"});
  const auto key = guessed.Open();
  const std::string control = NatsControlSubject("one");
  for (int i = 0; i < 10'000; ++i) {
    std::string sender = absl::StrCat(i);
    sender.resize(BusFrame::kSenderBytes, '.');
    for (const auto kind :
         {BusFrame::Kind::kMessage, BusFrame::Kind::kChallenge, BusFrame::Kind::kProof}) {
      hostile_.Send(
          control,
          EncodeFrame(key->Get()->first(), control,
                      {.kind = kind, .sender = sender, .sequence = 1, .body = "0123456789abcdef"}));
    }
  }
  ExpectOnlyReal();
  EXPECT_EQ(b_.metrics.senders.Value(), before);
}

TEST_F(HostileBusTest, AFloodIsSurvivedAndNoticed) {
  TestReplica small({.url = server_.url()}, "one", keys_.Open(), /*pending_messages=*/16);
  small.bus.Follow("video:1");
  ASSERT_TRUE(base::Eventually([&] {
    for (int i = 0; i < 10'000; ++i) hostile_.Send(kSubject, std::string(1000, 'x'));
    hostile_.Flush();
    return small.bus.overrun();
  }));
  EXPECT_TRUE(small.bus.connected());
  small.AwaitContact(a_, "video:1");
}

TEST_F(HostileBusTest, AReplicaWithAnotherKeyIsRefused) {
  const TestBusKeys others({"others"});
  TestReplica stranger({.url = server_.url()}, "one", others.Open());
  for (int i = 0; i < 10; ++i) stranger.bus.Publish("video:1", "strange");
  ASSERT_TRUE(base::Eventually([&] { return b_.metrics.unknown_key.Value() >= 10; }));
  ExpectOnlyReal();
}

}  // namespace
}  // namespace lossy::notifications
