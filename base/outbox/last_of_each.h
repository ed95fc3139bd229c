#pragma once

#include "base/outbox/relay.h"

namespace lossy::base {

// Returns a handler for a kind whose items each contain the complete state of their target, so that
// a newer item replaces the older ones. It passes only the last item of each target in a batch to
// `handler`. If `handler` returns OK or INVALID_ARGUMENT for that item, the older items of the
// target are OK; otherwise CANCELLED.
Relay::Handler LastOfEach(Relay::Handler handler);

}  // namespace lossy::base
