#pragma once

#include <string>
#include <vector>

#include "edge/presence/presence.h"
#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::edge {

// Who is told of other threads' and edges' presences. Called on its own thread.
class PresenceWatcher {
 public:
  virtual ~PresenceWatcher() = default;
  // The service is there, and knows of nothing: what is to be tracked and watched has to be said
  // again.
  virtual void OnConnected() = 0;
  virtual void OnLost() = 0;
  // All who are there, then what changes. Again after each Watch of the topic, whoever watches.
  virtual void OnState(const std::string& topic, const Presences& all) = 0;
  virtual void OnChange(const std::string& topic, const Presences& joined,
                        const std::vector<std::string>& left) = 0;
};

// The way to the service that knows who is there. Thread-safe. What is said before OnConnected, and
// after OnLost, is lost.
class PresenceSource {
 public:
  virtual ~PresenceSource() = default;
  virtual void Watch(PresenceWatcher& watcher, const std::string& topic) = 0;
  virtual void Unwatch(PresenceWatcher& watcher, const std::string& topic) = 0;
  virtual void Track(const std::string& topic, const notifications::v1::Presence& presence) = 0;
  virtual void Untrack(const std::string& topic, const std::string& ref) = 0;
};

}  // namespace lossy::edge
