#pragma once

#include "absl/strings/string_view.h"
#include "services/notifications/bus/nats_bus.h"

namespace lossy::notifications {

// Reads --nats_url and the flags that belong to it. The URL is empty without --nats_url. Refuses
// the start (base/log/refuse_start.h) if --bus_keys cannot be read, or is missing without
// --insecure_bus.
NatsBus::Options NatsOptionsFromFlags();

// Returns `options` with `bus` as a part of the subjects, so that two buses are independent. They
// share the key file: a process that has read new keys uses them on each of its buses.
NatsBus::Options OptionsOfBus(absl::string_view bus, NatsBus::Options options);

// Returns --require_bus: true if the process reports NOT_SERVING while a bus fails.
bool BusIsRequiredByFlags();

}  // namespace lossy::notifications
