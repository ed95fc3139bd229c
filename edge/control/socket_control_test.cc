#include "edge/control/socket_control.h"

#include <string>

#include "base/testing/eventually.h"
#include "edge/net/waitable_list.h"
#include "edge/pubsub/fake_notifications.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;

class SocketControlTest : public testing::Test {
 protected:
  ~SocketControlTest() override { control_.Stop(); }

  static channel::v1::SocketEvent Disconnect(const std::string& user) {
    channel::v1::SocketEvent event;
    event.mutable_disconnect_sockets()->set_user_id(user);
    return event;
  }

  // Disconnects of users named by their offsets.
  static notifications::v1::ReadResponse History(int first, int last) {
    notifications::v1::ReadResponse response;
    for (int offset = first; offset <= last; ++offset) {
      notifications::v1::Event& event = *response.add_events();
      event.mutable_position()->set_epoch("e");
      event.mutable_position()->set_offset(offset);
      event.mutable_event()->PackFrom(Disconnect(std::to_string(offset)));
    }
    return WithHead(std::move(response), "e", last);
  }

  static notifications::v1::ReadResponse WithHead(notifications::v1::ReadResponse response,
                                                  const std::string& epoch, int head) {
    response.mutable_head()->set_epoch(epoch);
    response.mutable_head()->set_offset(head);
    return response;
  }

  void AwaitReady() const {
    ASSERT_TRUE(base::Eventually([&] { return control_.ready(); }));
  }

  FakeNotifications service_;
  prometheus::Registry registry_;
  WaitableList<std::string> heard_;
  SocketControl control_{
      service_,
      [] { return CallContext{}; },
      {.first_pause = absl::Milliseconds(1), .longest_pause = absl::Milliseconds(5)},
      registry_,
      [this](const channel::v1::SocketEvent& event, bool) {
        heard_.Add(event.disconnect_sockets().user_id());
      }};
};

TEST_F(SocketControlTest, ContinuesWhereItWasWhenTheStreamWasLost) {
  const auto lost = service_.AwaitStream(0);
  EXPECT_THAT(lost->Asked(1), ElementsAre("subscribe edge:sockets"));
  lost->Subscribe("edge:sockets", "e", 3);
  lost->Publish("edge:sockets", "e", 4, Disconnect("ana"));
  EXPECT_THAT(heard_.Await(1), ElementsAre("ana"));
  lost->Lose();
  EXPECT_THAT(service_.AwaitStream(1)->Asked(1), ElementsAre("subscribe edge:sockets after e:4"));
}

TEST_F(SocketControlTest, ReadsAllOfALongHistory) {
  service_.AwaitStream(0)->Subscribe("edge:sockets", "e", 1001);
  service_.AwaitReading(0)->Give(WithHead(History(1, 1000), "e", 1001));
  heard_.Await(1000);
  EXPECT_EQ(service_.AwaitReading(1)->asked(), "edge:sockets after e:1000");
  service_.AwaitReading(1)->Give(History(1001, 1001));
  EXPECT_EQ(heard_.Await(1001).back(), "1001");
}

TEST_F(SocketControlTest, BeginsAHistoryAgainOfWhichAPartCannotBeRead) {
  service_.AwaitStream(0)->Subscribe("edge:sockets", "e", 1001);
  service_.AwaitReading(0)->Give(WithHead(History(1, 1000), "e", 1001));
  service_.AwaitReading(1)->Fail(absl::OutOfRangeError("another epoch"));
  EXPECT_EQ(service_.AwaitReading(2)->asked(), "edge:sockets");
}

TEST_F(SocketControlTest, IsReadyWhenItHasReadAllOfTheHistory) {
  const auto stream = service_.AwaitStream(0);
  EXPECT_FALSE(control_.ready());
  stream->Subscribe("edge:sockets", "e", 3);
  // A part that is short because the events are large.
  service_.AwaitReading(0)->Give(WithHead(History(1, 2), "e", 3));
  service_.AwaitReading(1)->Fail(absl::UnavailableError("gone"));
  const auto again = service_.AwaitReading(2);
  EXPECT_EQ(again->asked(), "edge:sockets");
  EXPECT_FALSE(control_.ready());
  again->Give(History(1, 3));
  AwaitReady();
}

TEST_F(SocketControlTest, IsReadyWithoutAnyHistory) {
  service_.AwaitStream(0)->Subscribe("edge:sockets", "e", 7);
  service_.AwaitReading(0)->Give(WithHead({}, "e", 7));
  AwaitReady();
}

TEST_F(SocketControlTest, ReadsAllAgainWhenTheEpochChanges) {
  const auto stream = service_.AwaitStream(0);
  stream->Subscribe("edge:sockets", "e", 1);
  service_.AwaitReading(0)->Give(History(1, 1));
  AwaitReady();
  stream->Subscribe("edge:sockets", "f", 1);
  const auto reading = service_.AwaitReading(1);
  EXPECT_EQ(reading->asked(), "edge:sockets");
  EXPECT_FALSE(control_.ready());
  stream->Publish("edge:sockets", "f", 2, Disconnect("live"));
  EXPECT_EQ(heard_.Await(2).back(), "live");
  // Of a service that does not have the new epoch yet.
  reading->Give(History(1, 1));
  service_.AwaitReading(2)->Give(WithHead(History(1, 2), "f", 2));
  AwaitReady();
}

TEST_F(SocketControlTest, IsNotReadyWhileTheStreamIsLost) {
  const auto stream = service_.AwaitStream(0);
  stream->Subscribe("edge:sockets", "e", 0);
  service_.AwaitReading(0)->Give(WithHead({}, "e", 0));
  AwaitReady();
  stream->Lose();
  const auto next = service_.AwaitStream(1);
  EXPECT_FALSE(control_.ready());
  next->Subscribe("edge:sockets", "e", 0, /*recovered=*/true);
  AwaitReady();
  EXPECT_EQ(service_.readings(), 1);
}

TEST_F(SocketControlTest, AsksTheNextReplicaWhenOneRefuses) {
  const auto stream = service_.AwaitStream(0);
  stream->Asked(1);
  stream->Refuse("edge:sockets", channel::v1::REASON_UNAVAILABLE);
  EXPECT_THAT(service_.AwaitStream(1)->Asked(1), ElementsAre("subscribe edge:sockets"));
  EXPECT_EQ(stream->AwaitFinish(), 1);
}

}  // namespace
}  // namespace lossy::edge
