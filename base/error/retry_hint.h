#pragma once

#include "lossy/channel/v1/error.pb.h"

namespace lossy::base {

// Sets the retry hint (retry_after_ms) of an error with the reason `unavailable`, so that clients
// that failed together do not retry together. The hint becomes random: from one to two times its
// present value, or 500 to 1000 ms without one. Each process that forwards an error calls it. Other
// errors do not change. Thread-safe.
void HintRetry(channel::v1::Error& error);

}  // namespace lossy::base
