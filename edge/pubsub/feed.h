#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "edge/net/task_thread.h"
#include "edge/pubsub/hub.h"
#include "edge/pubsub/notifications_stream.h"
#include "edge/pubsub/recent_events.h"
#include "edge/routing/routing_table.h"
#include "edge/upstream/upstream.h"
#include "lossy/notifications/v1/notifications.pb.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The edge's one stream of events from the notifications service, for the hubs of all threads. When
// the stream breaks it is opened again and continues after the last position of each topic; topics
// for which the service cannot promise that nothing was missed are reported as a gap. Works on a
// thread of its own.
//
// What clients that come back have missed is taken from the recent events of the topic. What is
// older is read from the service, once for all who ask, and becomes a part of them; live events
// that arrive meanwhile wait there, too. What is beyond their bounds cannot be recovered.
class Feed final : public TopicSource, private NotificationsStream::Listener {
 public:
  struct Options {
    // For notifications to answer.
    absl::Duration follow_limit = absl::Seconds(5);
    NotificationsStream::Options stream = {};
    RecentEvents::Bounds recent = {};
    // Of the recent events of all topics. Beyond it each topic forgets its older half.
    std::size_t recent_total_bytes = 64 << 20;
  };

  // `make_context` gives the metadata for a new stream. All references must outlive the feed.
  Feed(Upstream& upstream, const RoutingTable& routes, std::function<CallContext()> make_context,
       Options options, prometheus::Registry& registry);
  ~Feed() override;

  // Tells the feed on which thread a hub lives. Before the hub is used; both must live until Stop.
  void AddHub(Hub& hub, Executor& executor);

  // Calls nobody any more: hubs and their threads may go.
  void Stop();

  // Whether the stream is there.
  bool connected() const { return stream_.connected(); }

  void Follow(Hub& hub, const std::string& topic) override;
  void Unfollow(Hub& hub, const std::string& topic) override;
  void Recover(Hub& hub, const std::string& topic, const Position& after) override;

 private:
  struct Waiting {
    Hub* hub;
    absl::Time deadline;
  };

  // A hub that wants to know what came after a position.
  struct Recovering {
    Hub* hub;
    Position after;
    // Notifications has more than was seen here: the rest is about to come.
    bool ahead = false;
  };

  // What is being read of the time before the recent events.
  struct Reading {
    Position after;
    Position end;  // Of what was read.
    std::vector<PublishedEventPtr> events;
    std::shared_ptr<UpstreamCall> call;

    ~Reading() {
      if (call != nullptr) call->Cancel();
    }
  };

  struct Topic {
    std::vector<Hub*> hubs;  // Those that get the events.
    std::vector<Waiting> waiting;
    std::vector<Recovering> recovering;
    absl::optional<Position> position;     // Of the last event seen.
    std::unique_ptr<RecentEvents> recent;  // Up to the position; from the first one on.
    std::unique_ptr<Reading> reading;
    int unanswered = 0;       // Requests about it on the current stream.
    bool subscribed = false;  // What the last request on the current stream asked for.

    bool live() const { return unanswered == 0 && subscribed; }
    // Where the recent events begin.
    std::int64_t start() const { return recent == nullptr ? position->offset : recent->start(); }
    // Nullopt: nothing is known of the topic any more.
    void StartAt(absl::optional<Position> at);
  };

  // A request on the current stream.
  struct Asked {
    std::string topic;
    bool subscribe;
  };

  // All on the feed's thread.
  void Tick();
  void GiveUp(const std::string& name, absl::Time now);
  void OnOpened() override;
  void OnResponse(const notifications::v1::SubscribeResponse& response) override;
  void OnLost() override;
  void DoFollow(Hub& hub, const std::string& topic);
  void DoUnfollow(Hub& hub, const std::string& topic);
  void ResumeSome();
  void SendSubscribe(const std::string& name, Topic& topic);
  void SendUnsubscribe(const std::string& name);
  void Ask(Asked asked, const notifications::v1::SubscribeRequest& request);
  void OnSubscribed(const notifications::v1::SubscribeResponse::Subscribed& subscribed);
  void OnRefused(const notifications::v1::SubscribeResponse::Refused& refused);
  void OnAnswered();
  void OnEvent(const notifications::v1::Event& event);
  void DoRecover(Hub& hub, const std::string& name, const Position& after);
  void RecoverSome(const std::string& name, Topic& topic);
  bool Covers(const Topic& topic, const Recovering& each) const;
  static bool Has(const Topic& topic, const Position& position);
  void ReadOn(const std::string& name, Topic& topic);
  void OnRead(const std::string& name, const absl::Status& status, absl::string_view wire);
  void OnReadFailed(const std::string& name, Topic& topic, const absl::Status& status);
  void GiveUpRecovering(const std::string& name, Topic& topic);
  void RefuseRecovering(const std::string& name, Topic& topic, const absl::Status& status);
  void AnswerRecovering(const std::string& name, Hub& hub, Missed missed);
  RecentEvents& Recent(Topic& topic);
  void Redact(const google::protobuf::Any& event, Topic& topic);
  void LimitRecent();
  void Welcome(Hub& hub, const std::string& name, const Topic& topic);
  void Refuse(Hub& hub, const std::string& name, const absl::Status& status);
  void TellOfGap(const std::string& name, Topic& topic);
  void RefuseWaiting(const std::string& name, Topic& topic, const absl::Status& status);
  void EraseIfUnused(const std::string& name);

  Upstream& upstream_;
  const RoutingTable& routes_;
  const std::function<CallContext()> make_context_;
  const Options options_;
  const Method read_;
  prometheus::Counter& received_;
  prometheus::Counter& unknown_;
  prometheus::Counter& gaps_;
  prometheus::Counter& reads_;

  std::size_t recent_bytes_ = 0;  // Before topics_, whose destruction counts down.
  absl::flat_hash_map<const Hub*, Executor*> executors_;
  absl::flat_hash_map<std::string, Topic> topics_;
  std::deque<Asked> asked_;         // Not answered yet; answers come in this order.
  std::deque<std::string> resume_;  // Topics that the current stream is still to be asked for.
  std::deque<std::pair<absl::Time, std::string>> deadlines_;  // Of those who wait, in order.
  NotificationsStream stream_;
  TaskThread thread_;  // Last: it starts when all else is there.
};

}  // namespace lossy::edge
