#include "services/notifications/subscriptions/topic_admin.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/time/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/bus/local_bus.h"
#include "services/notifications/events/fake_subscriber.h"
#include "services/notifications/log/memory_log.h"
#include "services/notifications/metrics/metrics.h"

namespace lossy::notifications {
namespace {

using testing::ElementsAre;

class TopicAdminTest : public testing::Test {
 protected:
  void Publish(const std::string& topic, int count) {
    for (int i = 0; i < count; ++i) {
      google::protobuf::Any event;
      event.set_type_url("type.googleapis.com/lossy.test.v1.Event");
      event.set_value("secret");
      ASSERT_TRUE(
          hub_.Publish(topic, absl::StrCat("id", ++published_), event, {.changed_us = 5'000'000})
              .ok());
    }
  }

  void Track(const std::string& topic, const std::string& ref, const std::string& key) {
    v1::Presence presence;
    presence.set_ref(ref);
    presence.set_key(key);
    ASSERT_TRUE(presences_.Track(topic, presence, this).ok());
  }

  absl::StatusOr<admin::v1::GetTopicResponse> Get(const std::string& topic, int tail = 0,
                                                  bool payloads = false) {
    admin::v1::GetTopicRequest request;
    request.set_topic(topic);
    request.set_tail(tail);
    request.set_show_payloads(payloads);
    admin::v1::GetTopicResponse response;
    const absl::Status status = admin_.GetTopic(request, &response);
    if (!status.ok()) return status;
    return response;
  }

  int published_ = 0;
  base::FakeClock clock_;
  prometheus::Registry registry_;
  Metrics metrics_{registry_};
  MemoryLog log_{{.history_events = 3}, clock_};
  LocalBus bus_;
  Hub hub_{log_, bus_, /*max_missed_bytes=*/10'000, metrics_};
  NoClaimObserver claims_;
  PresenceMetrics presence_metrics_{registry_};
  PresenceTracker presences_{{}, claims_, clock_, presence_metrics_};
  const RequestValidator validator_{{}};
  TopicAdmin admin_{validator_, log_, hub_, presences_};
};

TEST_F(TopicAdminTest, ShowsTheHeadAndTheEventsThatAreKept) {
  Publish("a", 5);
  const auto topic = Get("a");
  ASSERT_TRUE(topic.ok()) << topic.status();
  EXPECT_FALSE(topic->epoch().empty());
  EXPECT_EQ(topic->head(), 5);
  EXPECT_EQ(topic->oldest(), 3);
  EXPECT_EQ(topic->kept(), 3);
  EXPECT_EQ(topic->tail_size(), 0);
}

TEST_F(TopicAdminTest, ShowsTheNewestEventsWithoutTheirContent) {
  Publish("a", 3);
  const auto topic = Get("a", /*tail=*/2);
  ASSERT_TRUE(topic.ok()) << topic.status();
  ASSERT_EQ(topic->tail_size(), 2);
  EXPECT_EQ(topic->tail(0).offset(), 2);
  EXPECT_EQ(topic->tail(1).offset(), 3);
  EXPECT_EQ(topic->tail(1).event_id(), "id3");
  EXPECT_EQ(topic->tail(1).type(), "lossy.test.v1.Event");
  EXPECT_EQ(topic->tail(1).bytes(), 6);
  EXPECT_EQ(topic->tail(1).payload(), "");
  EXPECT_EQ(topic->tail(1).changed_at().seconds(), 5);
}

TEST_F(TopicAdminTest, ShowsTheContentIfItIsAskedFor) {
  Publish("a", 1);
  const auto topic = Get("a", /*tail=*/100, /*payloads=*/true);
  ASSERT_TRUE(topic.ok()) << topic.status();
  ASSERT_EQ(topic->tail_size(), 1);
  EXPECT_EQ(topic->tail(0).payload(), "secret");
}

TEST_F(TopicAdminTest, CountsSubscribersAndPresences) {
  const auto subscriber = std::make_shared<FakeSubscriber>();
  ASSERT_TRUE(hub_.Subscribe("a", absl::nullopt, subscriber).ok());
  Track("a", "1", "bob");
  Track("a", "2", "ann");
  Track("a", "3", "bob");
  const auto topic = Get("a");
  ASSERT_TRUE(topic.ok()) << topic.status();
  EXPECT_EQ(topic->subscribers(), 1);
  EXPECT_EQ(topic->presences(), 3);
  EXPECT_THAT(topic->presence_keys(), ElementsAre("ann", "bob"));
  hub_.Unsubscribe("a", subscriber.get());
  EXPECT_EQ(Get("a")->subscribers(), 0);
}

TEST_F(TopicAdminTest, ShowsATopicWithoutEvents) {
  const auto topic = Get("empty", /*tail=*/10);
  ASSERT_TRUE(topic.ok()) << topic.status();
  EXPECT_EQ(topic->head(), 0);
  EXPECT_EQ(topic->kept(), 0);
  EXPECT_EQ(topic->oldest(), 0);
}

TEST_F(TopicAdminTest, RefusesAMissingTopicAndALongTail) {
  EXPECT_TRUE(absl::IsInvalidArgument(Get("").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Get("a", /*tail=*/101).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Get("a", /*tail=*/-1).status()));
}

}  // namespace
}  // namespace lossy::notifications
