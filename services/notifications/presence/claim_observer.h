#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "proto/lossy/notifications/v1/notifications.pb.h"

namespace lossy::notifications {

// Shared between tables and never changed.
using PresencePtr = std::shared_ptr<const v1::Presence>;

// Who is told which presences this replica claims: those that its own streams track, and those that
// are on a lease since one of them broke. Called with locks held: it returns at once and calls
// nobody. Thread-safe; what concerns one topic is told in order.
class ClaimObserver {
 public:
  virtual ~ClaimObserver() = default;

  // It is claimed from now on; what it replaces has left and is claimed no more.
  virtual void OnTracked(const std::string& topic, const PresencePtr& presence) = 0;
  // It has left because a stream of this replica said so, whether or not it was claimed here.
  virtual void OnUntracked(const std::string& topic, const std::string& ref) = 0;
  // Its lease has ended, and with it the claim.
  virtual void OnExpired(const std::string& topic, const std::string& ref) = 0;
  // Claimed no more, because another replica claims it or says that it has left.
  virtual void OnHandedOver(const std::string& topic, const std::string& ref) = 0;
};

// Of a replica that is alone.
class NoPresenceClaims final : public ClaimObserver {
 public:
  void OnTracked(const std::string&, const PresencePtr&) override {}
  void OnUntracked(const std::string&, const std::string&) override {}
  void OnExpired(const std::string&, const std::string&) override {}
  void OnHandedOver(const std::string&, const std::string&) override {}
};

}  // namespace lossy::notifications
