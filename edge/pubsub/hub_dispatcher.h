#pragma once

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/text/shared_text.h"
#include "edge/net/executor.h"
#include "edge/pubsub/hub.h"
#include "edge/pubsub/missed_events.h"
#include "edge/pubsub/position.h"
#include "edge/pubsub/published_event.h"

namespace lossy::edge {

// Posts the calls of hubs to the hubs' own threads. Belongs to one thread, the feed's. Each hub
// must outlive the tasks that its executor runs.
class HubDispatcher {
 public:
  // Registers a hub and the executor of its thread. Must be called before any other method for the
  // hub.
  void AddHub(Hub& hub, Executor& executor) { executors_[&hub] = &executor; }

  // These methods post Hub::OnFollowed, Hub::OnMissed, Hub::OnGap and Hub::Publish.
  void Followed(Hub& hub, const base::SharedText& topic, const Position& position);
  void RefuseFollow(Hub& hub, const base::SharedText& topic, const absl::Status& status);
  void Recovered(Hub& hub, const base::SharedText& topic, MissedEvents missed);
  void RefuseRecovery(Hub& hub, const base::SharedText& topic, const absl::Status& status);
  void ReportGap(Hub& hub, const base::SharedText& topic);
  void Publish(Hub& hub, const PublishedEventPtr& event);

 private:
  absl::flat_hash_map<const Hub*, Executor*> executors_;
};

}  // namespace lossy::edge
