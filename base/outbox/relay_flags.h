#pragma once

#include "base/outbox/relay.h"

namespace lossy::base {

// The options of a service's relay, as its flags say.
Relay::Options RelayOptionsFromFlags();

}  // namespace lossy::base
