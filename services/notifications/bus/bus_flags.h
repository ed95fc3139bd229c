#pragma once

#include "absl/strings/string_view.h"
#include "services/notifications/bus/nats_bus.h"

namespace lossy::notifications {

// --nats_url and --nats_subject. `bus` tells apart what does not concern each other.
NatsBus::Options NatsOptionsFromFlags(absl::string_view bus);

}  // namespace lossy::notifications
