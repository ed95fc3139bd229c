#pragma once

#include "base/outbox/relay.h"
#include "base/pg/pool.h"

namespace lossy::base {

// Returns the options of a service's relay from the --outbox_… flags.
Relay::Options RelayOptionsFromFlags();

// Exits with a message if `relay` may occupy all connections of `pool`: no call would get one.
void RequireConnections(const pg::Pool& pool, const Relay& relay);

}  // namespace lossy::base
