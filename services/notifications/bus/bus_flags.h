#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/notifications/bus/nats_bus.h"

namespace lossy::notifications {

// --nats_url and what goes with it. `bus` tells apart what does not concern each other. Without
// --nats_url an empty URL. An error when --bus_keys is missing or cannot be read, unless
// --insecure_bus allows that.
absl::StatusOr<NatsBus::Options> NatsOptionsFromFlags(absl::string_view bus);

// --require_bus.
bool BusIsRequiredByFlags();

}  // namespace lossy::notifications
