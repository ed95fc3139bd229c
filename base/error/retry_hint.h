#pragma once

#include "lossy/channel/v1/error.pb.h"

namespace lossy::base {

// Sets the retry hint of an error with the reason `unavailable`: half a second, or the hint that it
// has, plus a random part of up to the same length. Each process that forwards an error does so,
// which spreads the retries of clients that failed together. Other errors do not change.
void HintRetry(channel::v1::Error& error);

}  // namespace lossy::base
