#pragma once

#include <string>

#include "edge/presence/presence.h"

namespace lossy::edge {

// The changes on a topic that its clients have not received yet. Not thread-safe.
class PendingDiff {
 public:
  bool empty() const { return joined_.empty() && left_.empty(); }

  // If the same presence has left before, the two changes cancel out.
  void Join(PresencePtr presence);
  void Leave(PresencePtr presence) { left_.push_back(std::move(presence)); }

  // Returns the payload of a presence_diff. Clients apply its joins before its leaves.
  std::string Diff() const;
  // The same for clients that know updates. A presence that replaced another is in `updates` only,
  // which clients apply between the joins and the leaves.
  std::string DiffWithUpdates() const;

 private:
  Presences joined_;
  Presences left_;
};

}  // namespace lossy::edge
