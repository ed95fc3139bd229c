#include "edge/pubsub/hub_dispatcher.h"

#include <utility>

#include "base/error/error.h"

namespace lossy::edge {

void HubDispatcher::Followed(Hub& hub, const base::SharedText& topic, const Position& position) {
  executors_[&hub]->Post([&hub, topic, position] { hub.OnFollowed(topic, position); });
}

// Each thread makes a Status of its own. TSan does not see the reference counts in Abseil, and
// would report a Status that two threads share.
void HubDispatcher::RefuseFollow(Hub& hub, const base::SharedText& topic,
                                 const absl::Status& status) {
  executors_[&hub]->Post([&hub, topic, error = base::ToError(status)] {
    hub.OnFollowed(topic, base::MakeStatus(error));
  });
}

void HubDispatcher::Recovered(Hub& hub, const base::SharedText& topic, MissedEvents missed) {
  executors_[&hub]->Post(
      [&hub, topic, missed = std::move(missed)] { hub.OnMissed(topic, missed); });
}

void HubDispatcher::RefuseRecovery(Hub& hub, const base::SharedText& topic,
                                   const absl::Status& status) {
  executors_[&hub]->Post([&hub, topic, error = base::ToError(status)] {
    hub.OnMissed(topic, base::MakeStatus(error));
  });
}

void HubDispatcher::ReportGap(Hub& hub, const base::SharedText& topic) {
  executors_[&hub]->Post([&hub, topic] { hub.OnGap(topic); });
}

void HubDispatcher::Publish(Hub& hub, const PublishedEventPtr& event) {
  executors_[&hub]->Post([&hub, event] { hub.Publish(*event); });
}

}  // namespace lossy::edge
