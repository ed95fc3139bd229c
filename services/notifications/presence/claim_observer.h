#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::notifications {

// A presence, which the tables share. Immutable.
using PresencePtr = std::shared_ptr<const v1::Presence>;

// The interface by which the tracker reports changes of this replica's claims. A replica claims the
// presences that its own streams track, and those whose lease runs because one of its streams
// broke. The caller holds locks, so each method must return at once and call no other object.
// Thread-safe; the calls about one topic are in order.
class ClaimObserver {
 public:
  virtual ~ClaimObserver() = default;

  // The replica now claims the presence. The claim of the presence that it replaces ends.
  virtual void OnTracked(const std::string& topic, const PresencePtr& presence) = 0;
  // A stream of this replica removed the presence, which this replica may not have claimed.
  virtual void OnUntracked(const std::string& topic, const std::string& ref) = 0;
  // The lease of the presence ended, and with it the claim.
  virtual void OnExpired(const std::string& topic, const std::string& ref) = 0;
  // The claim ended because another replica claims the presence, or has removed it.
  virtual void OnHandedOver(const std::string& topic, const std::string& ref) = 0;
};

// A ClaimObserver that does nothing, for a process that is the only replica.
class NoClaimObserver final : public ClaimObserver {
 public:
  void OnTracked(const std::string&, const PresencePtr&) override {}
  void OnUntracked(const std::string&, const std::string&) override {}
  void OnExpired(const std::string&, const std::string&) override {}
  void OnHandedOver(const std::string&, const std::string&) override {}
};

}  // namespace lossy::notifications
