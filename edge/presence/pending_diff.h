#pragma once

#include <string>

#include "edge/presence/presence.h"

namespace lossy::edge {

// What has changed on a topic and its clients are still to be told.
class PendingDiff {
 public:
  bool empty() const { return joined_.empty() && left_.empty(); }

  // One that has left and is back has never been away.
  void Join(PresencePtr presence);
  void Leave(PresencePtr presence) { left_.push_back(std::move(presence)); }

  // The payload of a presence_diff: who joined and who left, to be taken in this order.
  std::string Diff() const;
  // The same for clients that know updates: who took the place of another is in `updates`, to be
  // taken in between, and not in the other two.
  std::string DiffWithUpdates() const;

 private:
  Presences joined_;
  Presences left_;
};

}  // namespace lossy::edge
