#include "services/notifications/presence/bus_availability.h"

namespace lossy::notifications {

bool BusAvailability::Update(bool delivers, absl::Time now) {
  const bool was_unavailable = !available_ || now - now_ > kStandstill;
  now_ = now;
  available_ = delivers;
  if (!available_) return false;
  last_available_ = now;
  if (was_unavailable) available_since_ = now;
  return was_unavailable;
}

bool BusAvailability::MayExpireLeases(absl::Duration bus_silence) const {
  return available_ ? now_ - available_since_ > kCatchUp : now_ - last_available_ > bus_silence;
}

}  // namespace lossy::notifications
