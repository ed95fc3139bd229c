#pragma once

#include "absl/time/time.h"

namespace lossy::notifications {

// Tells since when the bus has delivered the messages of other replicas. Updated at each tick. Not
// thread-safe. All times are steady.
class BusAvailability {
 public:
  // Within this time after the bus has become available, every replica on it has authenticated
  // itself and sent a message.
  static constexpr absl::Duration kIntroduction = absl::Milliseconds(500);

  // `delivers`: the bus is connected and drops no message. Returns whether it has just become
  // available. A process that did not tick for a second received nothing meanwhile, so the bus
  // becomes available again.
  bool Update(bool delivers, absl::Time now);

  // As of the last Update.
  bool available() const { return available_; }
  bool introduced() const { return available_ && now_ - available_since_ >= kIntroduction; }

  // Returns true if leases may expire. False while the bus is unavailable, for at most
  // `bus_silence`, and for kCatchUp after it has become available.
  bool MayExpireLeases(absl::Duration bus_silence) const;

 private:
  // Within this time replicas make up for what they missed while the bus was unavailable.
  static constexpr absl::Duration kCatchUp = absl::Seconds(3);
  static constexpr absl::Duration kStandstill = absl::Seconds(1);

  bool available_ = false;
  absl::Time now_ = absl::InfinitePast();
  absl::Time available_since_ = absl::InfinitePast();
  absl::Time last_available_ = absl::InfinitePast();
};

}  // namespace lossy::notifications
