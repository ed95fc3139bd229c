#pragma once

#include <string>
#include <vector>

#include "edge/presence/presence.h"
#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::edge {

// Receives the presences of other threads and edges from a PresenceSource. The source calls it on
// the watcher's thread.
class PresenceWatcher {
 public:
  virtual ~PresenceWatcher() = default;
  // The service is connected, and has no presences of this edge. The watcher must repeat all its
  // calls of Watch and Track.
  virtual void OnConnected() = 0;
  // The service is no longer connected.
  virtual void OnLost() = 0;
  // The service has sent all presences of a watched topic. It does so after each Watch of the topic
  // by any watcher.
  virtual void OnState(const std::string& topic, const Presences& all) = 0;
  // Presences joined or left a watched topic. `left` has the refs of those that left.
  virtual void OnChange(const std::string& topic, const Presences& joined,
                        const std::vector<std::string>& left) = 0;
};

// Sends requests to the notifications service, which has the presences of all edges. Requests
// before OnConnected or after OnLost are lost. Thread-safe.
class PresenceSource {
 public:
  virtual ~PresenceSource() = default;
  // Start or stop sending the presences of the topic to the watcher.
  virtual void Watch(PresenceWatcher& watcher, const std::string& topic) = 0;
  virtual void Unwatch(PresenceWatcher& watcher, const std::string& topic) = 0;
  // Adds a presence of this edge. If `presence.replaces` is set, it replaces that presence.
  virtual void Track(const std::string& topic, const notifications::v1::Presence& presence) = 0;
  // Removes the presence with this ref.
  virtual void Untrack(const std::string& topic, const std::string& ref) = 0;
};

}  // namespace lossy::edge
