#pragma once

#include "base/outbox/relay.h"

namespace lossy::base {

// Returns a handler for a kind whose items each carry the complete state of their target, so that a
// newer item replaces the older ones. Gives `handler` only the last item of each target in a batch.
// The older ones count as delivered when the last one leaves the outbox.
Relay::Handler LastOfEach(Relay::Handler handler);

}  // namespace lossy::base
