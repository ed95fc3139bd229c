#pragma once

#include "lossy/channel/v1/error.pb.h"

namespace lossy::base {

// Says to whoever is told `unavailable` when to try again: after half a second, or what was said
// before, and at random up to as much again. Each border that an error crosses does so, so that
// those who were refused together do not come back together. Other errors are left as they are.
void HintRetry(channel::v1::Error& error);

}  // namespace lossy::base
