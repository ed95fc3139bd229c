#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "edge/pubsub/follow_state.h"
#include "edge/pubsub/hub_dispatcher.h"
#include "edge/pubsub/log_reader.h"
#include "edge/pubsub/position.h"
#include "edge/pubsub/published_event.h"
#include "edge/pubsub/recent_events_pool.h"
#include "edge/pubsub/topic_catch_up.h"

namespace lossy::edge {

// A topic that hubs follow, with the state of its subscription at the service. Belongs to the
// feed's thread.
class FollowedTopic {
 public:
  // All references must outlive it.
  FollowedTopic(std::string name, LogReader& reader, HubDispatcher& dispatcher,
                RecentEventsPool& pool);

  const std::string& name() const { return name_; }
  FollowState& state() { return state_; }
  TopicCatchUp& catch_up() { return catch_up_; }
  // True if a hub follows the topic, or waits to.
  bool used() const { return !hubs_.empty() || !waiting_.empty(); }

  // Adds a hub to a live topic, and tells the hub its position.
  void Follow(Hub& hub);
  // Adds a hub that waits for the topic to be live, until `deadline`.
  void AwaitLive(Hub& hub, absl::Time deadline);
  void Remove(Hub& hub);
  // Answers the hub with the events after `after`, unless the hub has lost its place by a gap.
  void Recover(Hub& hub, const Position& after);

  // Passes the event that the catch-up has advanced to on to all hubs.
  void Publish(const PublishedEventPtr& event);
  // The topic is live: hubs that wait follow it from now on.
  void GoLive();
  // Reports a gap to the hubs that follow, which have to follow again. Returns false if there are
  // none.
  bool ReportGap();
  // Refuses all hubs that wait, or those whose deadline is not after `now`.
  void RefuseWaiting(const absl::Status& status);
  void RefuseLate(absl::Time now, const absl::Status& status);

 private:
  struct Waiting {
    Hub* hub;
    absl::Time deadline;
  };

  const std::string name_;
  HubDispatcher& dispatcher_;
  FollowState state_;
  TopicCatchUp catch_up_;
  std::vector<Hub*> hubs_;  // Each receives every event.
  std::vector<Waiting> waiting_;
};

}  // namespace lossy::edge
