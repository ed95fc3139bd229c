#include "services/notifications/subscriptions/subscriber_state.h"

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/time/fake_clock.h"
#include "gtest/gtest.h"
#include "services/notifications/bus/local_bus.h"
#include "services/notifications/events/fake_subscriber.h"
#include "services/notifications/log/faulty_log.h"
#include "services/notifications/presence/presence_tracker.h"
#include "services/notifications/subscriptions/request_validator.h"

namespace lossy::notifications {
namespace {

class SubscriberStateTest : public testing::Test {
 protected:
  v1::SubscribeResponse Handle(const v1::SubscribeRequest& request) {
    EXPECT_TRUE(state_.Handle({request}, self_).ok());
    std::vector<v1::SubscribeResponse> responses = self_->Take();
    EXPECT_EQ(responses.size(), 1);
    return responses.at(0);
  }

  static v1::SubscribeRequest ToSubscribe(const std::string& topic) {
    v1::SubscribeRequest request;
    request.mutable_subscribe()->set_topic(topic);
    return request;
  }

  v1::SubscribeResponse Subscribe(const std::string& topic) { return Handle(ToSubscribe(topic)); }

  v1::SubscribeResponse Unsubscribe(const std::string& topic) {
    v1::SubscribeRequest request;
    request.mutable_unsubscribe()->set_topic(topic);
    return Handle(request);
  }

  v1::SubscribeResponse Track(const std::string& ref, const std::string& replaces = "") {
    v1::SubscribeRequest request;
    request.mutable_track()->set_topic("a");
    v1::Presence& presence = *request.mutable_track()->mutable_presence();
    presence.set_ref(ref);
    presence.set_key("ann");
    presence.set_replaces(replaces);
    return Handle(request);
  }

  base::FakeClock clock_;
  FaultyLog log_{clock_};
  prometheus::Registry registry_;
  Metrics metrics_{registry_};
  LocalBus bus_;
  Hub hub_{log_, bus_, 1000, metrics_};
  const RequestValidator validator_{{.topic_bytes = 10, .stream_topics = 2, .stream_presences = 1}};
  PresenceMetrics presence_metrics_{registry_};
  NoClaimObserver claims_;
  PresenceTracker presences_{{}, claims_, clock_, presence_metrics_};
  SubscriberState state_{hub_, presences_, validator_};
  std::shared_ptr<FakeSubscriber> self_ = std::make_shared<FakeSubscriber>();
};

TEST_F(SubscriberStateTest, AnswersEachRequestByOneOfItsKind) {
  EXPECT_EQ(Subscribe("a").subscribed().topic(), "a");
  EXPECT_EQ(Subscribe("a").subscribed().topic(), "a");
  EXPECT_EQ(Unsubscribe("a").unsubscribed().topic(), "a");
}

TEST_F(SubscriberStateTest, ReadsTheHeadsOfAllTopicsTogether) {
  std::vector<v1::SubscribeRequest> requests(3);
  requests[0].mutable_subscribe()->set_topic("a");
  requests[1].mutable_unsubscribe()->set_topic("c");
  requests[2].mutable_subscribe()->set_topic("b");
  EXPECT_TRUE(state_.Handle(requests, self_).ok());
  const std::vector<v1::SubscribeResponse> responses = self_->Take();
  ASSERT_EQ(responses.size(), 3);
  EXPECT_EQ(responses[0].subscribed().topic(), "a");
  EXPECT_EQ(responses[1].unsubscribed().topic(), "c");
  EXPECT_EQ(responses[2].subscribed().topic(), "b");
  EXPECT_EQ(log_.head_reads, 1);
}

TEST_F(SubscriberStateTest,
       ContinuesAllTopicsWithOneReadOfHeadsAndReadsEventsOnlyWhereTheHeadMoved) {
  constexpr int kTopics = RequestValidator::kBatchRequests;
  const RequestValidator validator{RequestValidator::Limits()};
  std::vector<v1::SubscribeRequest> requests;
  for (int i = 0; i < kTopics; ++i) requests.push_back(ToSubscribe(absl::StrCat("t", i)));
  SubscriberState before(hub_, presences_, validator);
  EXPECT_EQ(before.Handle(requests, self_).value_or(0), requests.size());
  const std::vector<v1::SubscribeResponse> began = self_->Take();
  for (int i = 0; i < kTopics; ++i) {
    *requests[i].mutable_subscribe()->mutable_after() = began.at(i).subscribed().position();
  }
  before.Leave(self_.get());
  for (const char* topic : {"t7", "t9"}) {
    EXPECT_TRUE(hub_.Publish(topic, "id", RedactedContent()).ok());
  }
  log_.head_reads = log_.reads = 0;

  SubscriberState after(hub_, presences_, validator);
  EXPECT_EQ(after.Handle(requests, self_).value_or(0), requests.size());
  EXPECT_EQ(log_.head_reads, 1);
  EXPECT_EQ(log_.reads, 2);
  std::vector<std::string> events;
  int recovered = 0;
  for (const v1::SubscribeResponse& response : self_->Take()) {
    if (response.has_event()) events.push_back(response.event().topic());
    recovered += response.subscribed().recovered() ? 1 : 0;
  }
  EXPECT_EQ(events, (std::vector<std::string>{"t7", "t9"}));
  EXPECT_EQ(recovered, kTopics);
}

TEST_F(SubscriberStateTest, StopsAfterARequestThatMadeTheSubscriberBusy) {
  self_->is_busy = true;
  const std::vector<v1::SubscribeRequest> requests = {ToSubscribe("a"), ToSubscribe("b")};
  EXPECT_EQ(state_.Handle(requests, self_).value_or(0), 1u);
  ASSERT_EQ(self_->Take().size(), 1u);
  EXPECT_EQ(hub_.Subscribers("b"), 0u);
}

TEST_F(SubscriberStateTest, ReportsTheMostRequestsOfABatch) {
  EXPECT_EQ(Unsubscribe("a").batch_requests(), RequestValidator::kBatchRequests);
  v1::SubscribeRequest request;
  request.mutable_unwatch()->set_topic("a");
  EXPECT_EQ(Handle(request).batch_requests(), RequestValidator::kBatchRequests);
}

TEST_F(SubscriberStateTest, RefusesAnInvalidBatchAsAWhole) {
  v1::SubscribeRequest empty;
  empty.mutable_batch();
  v1::SubscribeRequest nested;
  *nested.mutable_batch()->add_requests() = empty;
  v1::SubscribeRequest large;
  for (int i = 0; i <= RequestValidator::kBatchRequests; ++i) {
    *large.mutable_batch()->add_requests() = ToSubscribe("a");
  }
  for (const v1::SubscribeRequest& request : {empty, nested, large}) {
    EXPECT_EQ(Handle(request).refused().error().message(),
              "batch must have 1 to 256 requests, and no batch");
  }
}

TEST_F(SubscriberStateTest, AsksAnUnavailableLogOnceForAllNewTopics) {
  log_.failure = base::Unavailable("away");
  std::vector<v1::SubscribeRequest> requests(2);
  requests[0].mutable_subscribe()->set_topic("a");
  requests[1].mutable_subscribe()->set_topic("b");
  EXPECT_TRUE(state_.Handle(requests, self_).ok());
  for (const v1::SubscribeResponse& response : self_->Take()) EXPECT_TRUE(response.has_refused());
  EXPECT_EQ(log_.head_reads, 1);
}

TEST_F(SubscriberStateTest, AnswersTheUnsubscriptionOfATopicItDoesNotFollow) {
  EXPECT_EQ(Unsubscribe("a").unsubscribed().topic(), "a");
}

TEST_F(SubscriberStateTest, RefusesAnInvalidTopic) {
  EXPECT_EQ(Subscribe("").refused().error().message(), "topic is required");
  EXPECT_EQ(Unsubscribe("").refused().error().reason(), channel::v1::REASON_INVALID_ARGUMENT);
  const v1::SubscribeResponse answer = Subscribe("0123456789x");
  EXPECT_EQ(answer.refused().error().message(), "topic must be at most 10 bytes");
  EXPECT_EQ(answer.refused().topic(), "");
}

TEST_F(SubscriberStateTest, RefusesAnEmptyRequest) {
  EXPECT_EQ(Handle({}).refused().error().message(), "request is required");
}

TEST_F(SubscriberStateTest, RefusesATopicBeyondTheBoundAndKeepsTheOthers) {
  Subscribe("a");
  Subscribe("b");
  const v1::SubscribeResponse answer = Subscribe("c");
  EXPECT_EQ(answer.refused().topic(), "c");
  EXPECT_EQ(answer.refused().error().reason(), channel::v1::REASON_RATE_LIMITED);
  EXPECT_TRUE(Subscribe("a").has_subscribed());
  Unsubscribe("b");
  EXPECT_TRUE(Subscribe("c").has_subscribed());
}

TEST_F(SubscriberStateTest, RefusesANewSubscriptionWhileTheLogIsUnavailable) {
  log_.failure = base::Unavailable("away");
  EXPECT_EQ(Subscribe("a").refused().error().reason(), channel::v1::REASON_UNAVAILABLE);
}

TEST_F(SubscriberStateTest, EndsWhenASubscriptionCannotBeContinuedForNow) {
  v1::SubscribeRequest request;
  request.mutable_subscribe()->set_topic("a");
  *request.mutable_subscribe()->mutable_after() = Subscribe("a").subscribed().position();
  log_.failure = base::Unavailable("away");
  EXPECT_TRUE(absl::IsUnavailable(state_.Handle({request}, self_).status()));
  EXPECT_TRUE(self_->Take().empty());
  log_.failure = absl::OkStatus();
  EXPECT_TRUE(Handle(request).subscribed().recovered());
}

TEST_F(SubscriberStateTest, AnUpdateIsNoPresenceMore) {
  EXPECT_TRUE(Track("r1").has_tracked());
  EXPECT_TRUE(Track("r2", "r1").has_tracked());
  EXPECT_EQ(Track("r3").refused().ref(), "r3");
  EXPECT_EQ(presence_metrics_.presences.Value(), 1);
}

TEST_F(SubscriberStateTest, APresenceWithARefusedUpdateHasLeft) {
  Track("r1");
  EXPECT_TRUE(Track(std::string(65, 'r'), "r1").has_refused());
  EXPECT_EQ(presence_metrics_.presences.Value(), 0);
  EXPECT_TRUE(Track("r2").has_tracked());
}

TEST_F(SubscriberStateTest, LeavesEverythingBehind) {
  Subscribe("a");
  Subscribe("b");
  EXPECT_EQ(metrics_.subscriptions.Value(), 2);
  state_.Leave(self_.get());
  EXPECT_EQ(metrics_.subscriptions.Value(), 0);
  EXPECT_EQ(self_.use_count(), 1);
}

}  // namespace
}  // namespace lossy::notifications
