#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/notifications/bus/nats_bus.h"

namespace lossy::notifications {

// Reads --nats_url and the flags that belong to it. `bus` keeps the subjects of two buses apart.
// The URL is empty without --nats_url. Fails if --bus_keys is missing or cannot be read, unless
// --insecure_bus allows that.
absl::StatusOr<NatsBus::Options> NatsOptionsFromFlags(absl::string_view bus);

// Reads --require_bus.
bool BusIsRequiredByFlags();

}  // namespace lossy::notifications
