#pragma once

#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/text/shared_text.h"
#include "edge/pubsub/follow_state.h"
#include "edge/pubsub/hub_dispatcher.h"
#include "edge/pubsub/log_reader.h"
#include "edge/pubsub/position.h"
#include "edge/pubsub/published_event.h"
#include "edge/pubsub/recent_events_pool.h"
#include "edge/pubsub/topic_catch_up.h"

namespace lossy::edge {

// A topic that hubs of this edge follow, with the state of its subscription at the service. Belongs
// to the feed's thread.
class FollowedTopic {
 public:
  // `context` must outlive it.
  FollowedTopic(base::SharedText name, const CatchUpContext& context);

  const base::SharedText& name() const { return name_; }
  FollowState& state() { return state_; }
  TopicCatchUp& catch_up() { return catch_up_; }
  // Returns true if a hub follows the topic.
  bool followed() const { return !hubs_.empty(); }
  // Returns true if a hub follows the topic or waits to follow it.
  bool used() const { return !hubs_.empty() || !waiting_.empty(); }

  // Returns true if a hub waits to follow the topic.
  bool waited_for() const { return !waiting_.empty(); }

  // Adds a hub to a live topic, and answers the hub with the topic's position.
  void Follow(Hub& hub);
  // Adds a hub that waits until the topic is live, at most until the steady time `deadline`.
  void AwaitLive(Hub& hub, absl::Time deadline);
  // Removes a hub that follows or waits.
  void Remove(Hub& hub);
  // Answers the hub with the events after `after`. Does nothing if the hub no longer follows the
  // topic because of a gap.
  void Recover(Hub& hub, const Position& after);

  // Sends an event to all hubs. The catch-up must have advanced to the event's position.
  void Publish(const PublishedEventPtr& event);
  // Makes the waiting hubs follow the topic, which is live now.
  void GoLive();
  // Reports a gap to the hubs that follow, and removes them; they must follow again. Returns false
  // if there are none.
  bool ReportGap();
  // Refuse all waiting hubs, or those whose deadline is not after the steady time `now`.
  void RefuseWaiting(const absl::Status& status);
  void RefuseLate(absl::Time now, const absl::Status& status);

 private:
  struct Waiting {
    Hub* hub;
    absl::Time deadline;
  };

  const base::SharedText name_;
  const CatchUpContext& context_;
  FollowState state_;
  TopicCatchUp catch_up_;
  absl::InlinedVector<Hub*, 2> hubs_;  // The hubs that follow.
  std::vector<Waiting> waiting_;
};

}  // namespace lossy::edge
