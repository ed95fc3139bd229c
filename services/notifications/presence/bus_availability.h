#pragma once

#include "absl/time/time.h"

namespace lossy::notifications {

// Tracks if, and since when, the bus delivers the messages of other replicas. The
// PresenceReplicator updates it at each tick. Not thread-safe. All times are steady.
class BusAvailability {
 public:
  // The time after the bus has become available within which every replica on it authenticates
  // itself and sends a message.
  static constexpr absl::Duration kIntroduction = absl::Milliseconds(500);

  // Updates the state. `delivers` is true if the bus is connected and drops no message. Returns
  // true if the bus has just become available. After a pause of a second between two calls the bus
  // counts as unavailable until this call, because a suspended process receives nothing.
  bool Update(bool delivers, absl::Time now);

  // The state at the last Update.
  bool available() const { return available_; }
  // True if the bus has been available for kIntroduction.
  bool introduced() const { return available_ && now_ - available_since_ >= kIntroduction; }

  // Returns true if leases may expire. False while the bus is unavailable, for at most
  // `bus_silence`, and for kCatchUp after it has become available.
  bool MayExpireLeases(absl::Duration bus_silence) const;

 private:
  // The time within which replicas exchange the changes that they missed while the bus was
  // unavailable.
  static constexpr absl::Duration kCatchUp = absl::Seconds(3);
  static constexpr absl::Duration kStandstill = absl::Seconds(1);

  bool available_ = false;
  absl::Time now_ = absl::InfinitePast();
  absl::Time available_since_ = absl::InfinitePast();
  absl::Time last_available_ = absl::InfinitePast();
};

}  // namespace lossy::notifications
