#pragma once

#include "base/outbox/relay.h"

namespace lossy::base {

// A handler for a kind whose items each say all there is to say of their target, so that a newer
// one makes the older ones needless: `handler` is given only the last item of each target in a
// batch. The older ones count as delivered when that one leaves the outbox.
Relay::Handler LastOfEach(Relay::Handler handler);

}  // namespace lossy::base
