#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "services/notifications/bus/bus.h"
#include "services/notifications/events/shard.h"
#include "services/notifications/events/subscriber.h"
#include "services/notifications/log/topic_log.h"
#include "services/notifications/metrics/metrics.h"

namespace lossy::notifications {

// Hands the events of topics to the subscribers of this process: each event once to each
// subscription, in the order of offsets, without gaps. Thread-safe.
//
// The log alone decides what the order is. Appending holds no lock here, and other replicas append
// as well, so events may come late, twice or not at all: one that is ahead of its turn has what is
// missing read from the log, one that is behind is dropped.
class Hub final : public Bus::Listener {
 public:
  // A subscription that missed more than `max_missed_bytes` cannot be continued. What is appended
  // here is told on `bus`; whoever owns that makes this hub its listener. Of the topics in
  // `logged_only` the bus carries positions alone, and events are taken from the log alone,
  // whatever the bus says. All must outlive it.
  Hub(TopicLog& log, Bus& bus, std::size_t max_missed_bytes, Metrics& metrics,
      const std::vector<std::string>& logged_only = {})
      : log_(log),
        bus_(bus),
        max_missed_bytes_(max_missed_bytes),
        metrics_(metrics),
        logged_only_(logged_only.begin(), logged_only.end()) {}

  // Appends the events to their topics' logs, as TopicLog::AppendAll does, and delivers them.
  std::vector<absl::StatusOr<v1::Position>> PublishAll(std::vector<TopicLog::NewEvent> events);
  absl::StatusOr<v1::Position> Publish(const std::string& topic, const std::string& event_id,
                                       const google::protobuf::Any& event);

  // PendingFlushes `subscriber` a Subscribed, then what came after `after` if the log still has all
  // of it, then what comes from now on. Starts anew if `subscriber` follows the topic already. On
  // error, nothing has changed, except that all epochs end if `after` shows that the log went back.
  absl::Status Subscribe(const std::string& topic, const absl::optional<v1::Position>& after,
                         const std::shared_ptr<Subscriber>& subscriber);

  // When it returns, `subscriber` is offered nothing more of this topic.
  void Unsubscribe(absl::string_view topic, const Subscriber* subscriber);

  // Delivers what the log has and was not delivered. To be called now and then; it also tells the
  // log which topics are in use.
  void CheckHeads();

  // Ends the epochs of these topics, or of all if there are none, and tells the subscribers.
  absl::Status EndEpochs(absl::Span<const absl::string_view> topics);

  // What another replica has appended.
  void OnMessage(absl::string_view bytes) override;
  void OnBack() override { CheckHeads(); }

 private:
  struct Topic {
    explicit Topic(absl::string_view name) : name(name) {}

    const std::string name;
    std::mutex mutex;
    // The rest is guarded by mutex.
    bool gone = false;      // Nobody follows this object any more, nor will: look for another.
    v1::Position position;  // Of the last event handed out. Without an epoch: not known yet.
    std::vector<std::shared_ptr<Subscriber>> subscribers;
  };

  // Its mutex may be taken while a topic's is held, not the other way round.
  struct Shard {
    std::mutex mutex;
    // By their own names. Guarded by mutex.
    absl::flat_hash_map<absl::string_view, std::shared_ptr<Topic>> topics;
  };

  // What came after a position, as far as the log has been read.
  struct Missed {
    v1::Position after;
    v1::Position end;
    std::vector<EventPtr> events;
    std::size_t bytes = 0;
  };

  // An event that the log has, appended here or elsewhere.
  void Deliver(absl::string_view topic, const EventPtr& event);
  absl::StatusOr<v1::Position> Published(const std::string& topic,
                                         absl::StatusOr<TopicLog::Appended> appended);
  // Somebody has appended so far.
  void Notice(absl::string_view topic, const v1::Position& head);

  std::shared_ptr<Topic> Find(absl::string_view name);
  std::shared_ptr<Topic> FindOrMake(const std::string& name);
  // One that is not gone, with its mutex held.
  std::pair<std::shared_ptr<Topic>, std::unique_lock<std::mutex>> Enter(const std::string& name);
  void Forget(const std::shared_ptr<Topic>& gone);
  absl::Status CheckHeads(absl::Span<const std::shared_ptr<Topic>> topics);

  absl::Status ReadOn(const std::string& name, Missed& missed);

  // The topic's mutex is held.
  absl::Status Begin(Topic& topic, absl::optional<Missed> missed,
                     const std::shared_ptr<Subscriber>& subscriber, PendingFlushes& offers);
  bool Complete(Topic& topic, Missed& missed, PendingFlushes& offers);
  void Advance(Topic& topic, const EventPtr& event, PendingFlushes& offers);
  void HandOut(Topic& topic, const EventPtr& event, PendingFlushes& offers);
  void CatchUpTo(Topic& topic, const v1::Position& head, PendingFlushes& offers);
  void CatchUp(Topic& topic, PendingFlushes& offers);
  void Restart(Topic& topic, PendingFlushes& offers);

  TopicLog& log_;
  Bus& bus_;
  const std::size_t max_missed_bytes_;
  Metrics& metrics_;
  const absl::flat_hash_set<std::string> logged_only_;
  std::array<Shard, kShards> shards_;
};

}  // namespace lossy::notifications
