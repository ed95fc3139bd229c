#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/sync/mutex.h"
#include "services/notifications/bus/bus.h"
#include "services/notifications/events/pending_flushes.h"
#include "services/notifications/events/subscriber.h"
#include "services/notifications/log/topic_log.h"
#include "services/notifications/metrics/metrics.h"
#include "services/notifications/subscriptions/head_watch.h"
#include "services/notifications/subscriptions/hub_topics.h"
#include "services/notifications/subscriptions/missed_events.h"

namespace lossy::notifications {

// Delivers the events of topics to the subscribers of this process: each event once to each
// subscription, in the order of offsets, without gaps. Thread-safe.
//
// The log alone decides on the order. The hub holds no lock while it appends, and other replicas
// append as well, so an event may arrive late, twice or not at all. The hub drops an event that it
// has delivered. Before an event that is ahead of its turn, it reads the missing ones from the log.
class Hub final : public Bus::Listener {
 public:
  struct Limits {
    Limits(std::size_t max_missed, absl::Duration head_pass = absl::Minutes(10))
        : max_missed(max_missed), head_pass(head_pass) {}

    // The most bytes of missed events with which a subscription can be continued. With more, it
    // starts again.
    std::size_t max_missed;
    // The time in which the hub compares the heads of all topics once, whatever changed. The log
    // must keep topics without events for longer.
    absl::Duration head_pass;
  };

  // The hub publishes the events that this process appends on `bus`, whose owner must make the hub
  // its listener. For topics in `logged_only` it publishes only positions, and reads the events
  // from the log, even if a message contains one. All references must outlive the hub.
  Hub(TopicLog& log, Bus& bus, const Limits& limits, Metrics& metrics,
      const std::vector<std::string>& logged_only = {})
      : log_(log),
        bus_(bus),
        max_missed_bytes_(limits.max_missed),
        metrics_(metrics),
        logged_only_(logged_only.begin(), logged_only.end()),
        topics_(bus),
        watch_(log, topics_, limits.head_pass) {}

  // Appends the events to their topics' logs, as TopicLog::AppendAll does, and delivers them.
  std::vector<absl::StatusOr<v1::Position>> PublishAll(std::vector<TopicLog::NewEvent> events);
  // Appends and delivers one event.
  absl::StatusOr<v1::Position> Publish(const std::string& topic, const std::string& event_id,
                                       const google::protobuf::Any& event,
                                       const EventOrigin& origin = {});

  // Topics that are about to be followed. Its destructor releases those that have no subscriber.
  // The hub must outlive it. Not thread-safe.
  class PreparedTopics {
   public:
    PreparedTopics(PreparedTopics&&) = default;
    PreparedTopics& operator=(PreparedTopics&&) = delete;
    ~PreparedTopics();

    // The error with which a part of the log failed. The hub does not have the positions of new
    // topics of that part then.
    const absl::Status& status() const { return status_; }

   private:
    friend class Hub;
    explicit PreparedTopics(Hub& hub) : hub_(hub) {}

    Hub& hub_;
    std::vector<std::shared_ptr<HubTopic>> topics_;
    absl::Status status_;
  };

  // A topic that a subscriber is about to follow. `continues` is true if it has a position.
  struct Following {
    std::string topic;
    bool continues;
  };

  // Reads together the heads of the topics that are new or continue. While the result lives, a
  // Subscribe to one of the topics reads the log only for events that the subscriber missed.
  PreparedTopics Prepare(const std::vector<Following>& following);

  // Sends `subscriber` a Subscribed, then the events after `after` if the log still has all of
  // them, then every later event. If `subscriber` follows the topic already, its subscription
  // starts again. A call that fails changes nothing, except that all epochs end if `after` shows
  // that the log was restored to an earlier state. A new topic fails with `prepared`, the status of
  // Prepare, unless that is OK.
  absl::Status Subscribe(const std::string& topic, const absl::optional<v1::Position>& after,
                         const std::shared_ptr<Subscriber>& subscriber,
                         const absl::Status& prepared = absl::OkStatus());

  // When Unsubscribe returns, the hub sends `subscriber` no further event of this topic.
  void Unsubscribe(absl::string_view topic, const Subscriber* subscriber);

  // Delivers the events that the log has and the hub has not delivered. Must be called about once a
  // second; the log then also keeps the topics that are in use.
  void CheckHeads();

  // Returns the number of subscribers of this process that follow the topic.
  std::size_t Subscribers(absl::string_view topic);
  // Returns true if the hub has the topic, and its last delivered event is at this position.
  bool IsAt(absl::string_view topic, const v1::Position& position);

  // Ends the epochs of these topics, or of all topics if the list is empty, and notifies the
  // subscribers.
  absl::Status EndEpochs(absl::Span<const absl::string_view> topics);

  // The bus calls it with an event that another replica has appended, or with its position only.
  void OnMessage(absl::string_view bytes) override;
  void OnPossibleLoss() override { CheckHeads(); }

 private:
  using Topic = HubTopic;

  // Delivers an event that the log has, appended here or by another replica.
  void Deliver(absl::string_view topic, const EventPtr& event);
  absl::StatusOr<v1::Position> Published(const std::string& topic,
                                         absl::StatusOr<TopicLog::Appended> appended);
  // Delivers the events up to `head`, a position that the log has.
  void OnHead(absl::string_view topic, const v1::Position& head);

  // The topics must be of one part of the log.
  absl::Status CheckHeads(absl::Span<const std::shared_ptr<Topic>> topics);
  absl::Status CheckSomeHeads(absl::Span<const std::shared_ptr<Topic>> topics);

  absl::Status SetPositions(absl::Span<const std::shared_ptr<Topic>> topics);
  // Releases the topic if it has no subscriber.
  void CloseIfUnused(const std::shared_ptr<Topic>& topic);

  // Reads the events that `after` lacks. Nullopt if the subscription cannot be continued.
  absl::StatusOr<absl::optional<MissedEvents>> ReadMissed(const std::string& name,
                                                          const v1::Position& after);

  absl::Status Begin(Topic& topic, absl::optional<MissedEvents> missed,
                     const std::shared_ptr<Subscriber>& subscriber, PendingFlushes& flushes)
      LOSSY_REQUIRES(topic.mutex);
  absl::Status ReadPosition(Topic& topic, const absl::Status& prepared) LOSSY_REQUIRES(topic.mutex);
  bool Join(Topic& topic, MissedEvents& missed, PendingFlushes& flushes)
      LOSSY_REQUIRES(topic.mutex);
  void Advance(Topic& topic, const EventPtr& event, PendingFlushes& flushes)
      LOSSY_REQUIRES(topic.mutex);
  void Offer(Topic& topic, const EventPtr& event, PendingFlushes& flushes)
      LOSSY_REQUIRES(topic.mutex);
  void CatchUpTo(Topic& topic, const v1::Position& head, PendingFlushes& flushes)
      LOSSY_REQUIRES(topic.mutex);
  void CatchUp(Topic& topic, PendingFlushes& flushes) LOSSY_REQUIRES(topic.mutex);
  void Restart(Topic& topic, PendingFlushes& flushes) LOSSY_REQUIRES(topic.mutex);
  // Logs the problem. CheckHeads then reads the topic later.
  void NotRead(const Topic& topic, absl::string_view event, const absl::Status& status);

  TopicLog& log_;
  Bus& bus_;
  const std::size_t max_missed_bytes_;
  Metrics& metrics_;
  const absl::flat_hash_set<std::string> logged_only_;
  HubTopics topics_;
  HeadWatch watch_;
};

}  // namespace lossy::notifications
