#pragma once

#include "base/outbox/relay.h"
#include "base/pg/pool.h"

namespace lossy::base {

// The options of a service's relay, as its flags say.
Relay::Options RelayOptionsFromFlags();

// Refuses the start if `relay` may occupy all connections of `pool`: then no call would ever get
// one.
void RequireConnections(const pg::Pool& pool, const Relay& relay);

}  // namespace lossy::base
