#pragma once

#include <functional>

#include "base/outbox/relay.h"

namespace lossy::base {

// Returns a handler that delivers a batch item by item, with up to `threads` targets at a time.
// `deliver` may block, and must be thread-safe. After UNAVAILABLE the handler begins no further
// item of the batch.
Relay::Handler OneByOne(std::function<absl::Status(const Outgoing&)> deliver, int threads = 8);

}  // namespace lossy::base
