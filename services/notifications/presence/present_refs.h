#pragma once

#include <memory>
#include <set>
#include <string>

#include "gtest/gtest.h"
#include "services/notifications/events/fake_subscriber.h"
#include "services/notifications/presence/presence_tracker.h"

namespace lossy::notifications {

// Returns the refs that a new watcher receives.
inline std::set<std::string> PresentRefsOf(PresenceTracker& tracker, const std::string& topic) {
  const auto subscriber = std::make_shared<FakeSubscriber>();
  EXPECT_TRUE(tracker.Watch(topic, subscriber).ok());
  tracker.Unwatch(topic, subscriber.get());
  std::set<std::string> refs;
  for (const v1::SubscribeResponse& part : subscriber->Take()) {
    for (const v1::Presence& each : part.watched().presences()) refs.insert(each.ref());
  }
  return refs;
}

}  // namespace lossy::notifications
