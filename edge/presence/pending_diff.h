#pragma once

#include <string>

#include "edge/presence/presence.h"

namespace lossy::edge {

// Collects the presence changes on one topic that its clients have not received yet. Not
// thread-safe.
class PendingDiff {
 public:
  bool empty() const { return joined_.empty() && left_.empty(); }

  // Adds a join. It cancels an earlier leave of the same presence instead, if there is one.
  void Join(PresencePtr presence);
  void Leave(PresencePtr presence) { left_.push_back(std::move(presence)); }

  // Returns the JSON payload of a presence_diff: {"joins":{…},"leaves":{…}}. Clients apply the
  // joins before the leaves.
  std::string Diff() const;
  // As Diff, for clients with PresenceHandle::Request::updates, with a member "updates". A presence
  // that replaced another is in "updates" only. Clients apply it between the joins and the leaves.
  std::string DiffWithUpdates() const;

 private:
  Presences joined_;
  Presences left_;
};

}  // namespace lossy::edge
