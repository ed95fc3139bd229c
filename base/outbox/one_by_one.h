#pragma once

#include <functional>

#include "base/outbox/relay.h"

namespace lossy::base {

// A handler for what can only be delivered item by item: each target in its order, `threads` of
// them at once. `deliver` may block, and is called by several threads. After UNAVAILABLE nothing
// more of the batch is begun.
Relay::Handler OneByOne(std::function<absl::Status(const Outgoing&)> deliver, int threads = 8);

}  // namespace lossy::base
