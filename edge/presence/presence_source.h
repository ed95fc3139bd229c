#pragma once

#include <string>
#include <vector>

#include "edge/presence/presence.h"
#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::edge {

// Receives the presences of other threads and edges. Called on its own thread.
class PresenceWatcher {
 public:
  virtual ~PresenceWatcher() = default;
  // The service is connected and has no presences of this edge: the watcher must track and watch
  // again.
  virtual void OnConnected() = 0;
  virtual void OnLost() = 0;
  // All presences of a topic. Changes follow. Repeated after each Watch of the topic by any
  // watcher.
  virtual void OnState(const std::string& topic, const Presences& all) = 0;
  virtual void OnChange(const std::string& topic, const Presences& joined,
                        const std::vector<std::string>& left) = 0;
};

// Sends requests to the service that has the presences of all edges. Thread-safe. Requests before
// OnConnected or after OnLost are lost.
class PresenceSource {
 public:
  virtual ~PresenceSource() = default;
  virtual void Watch(PresenceWatcher& watcher, const std::string& topic) = 0;
  virtual void Unwatch(PresenceWatcher& watcher, const std::string& topic) = 0;
  virtual void Track(const std::string& topic, const notifications::v1::Presence& presence) = 0;
  virtual void Untrack(const std::string& topic, const std::string& ref) = 0;
};

}  // namespace lossy::edge
