#pragma once

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "edge/net/executor.h"
#include "edge/pubsub/hub.h"
#include "edge/pubsub/missed_events.h"
#include "edge/pubsub/position.h"
#include "edge/pubsub/published_event.h"

namespace lossy::edge {

// Calls each hub on the hub's own thread. Used by one thread. All hubs and executors must outlive
// the last call.
class HubDispatcher {
 public:
  // Must come before any other call about the hub.
  void AddHub(Hub& hub, Executor& executor) { executors_[&hub] = &executor; }

  void Followed(Hub& hub, const std::string& topic, const Position& position);
  void RefuseFollow(Hub& hub, const std::string& topic, const absl::Status& status);
  void Recovered(Hub& hub, const std::string& topic, MissedEvents missed);
  void RefuseRecovery(Hub& hub, const std::string& topic, const absl::Status& status);
  void ReportGap(Hub& hub, const std::string& topic);
  void Publish(Hub& hub, const PublishedEventPtr& event);

 private:
  absl::flat_hash_map<const Hub*, Executor*> executors_;
};

}  // namespace lossy::edge
