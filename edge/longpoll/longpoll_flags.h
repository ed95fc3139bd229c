#pragma once

#include <string>

#include "edge/longpoll/sessions.h"

namespace lossy::edge {

// Returns the limits of long-poll sessions from the --longpoll_…_ms flags and
// --max_longpoll_sessions.
LongpollLimits LongpollLimitsFromFlags();

// Returns --longpoll_advertise, which is empty or host:port. Refuses the start
// (base/log/refuse_start.h) if it has no port.
std::string LongpollAddressFromFlags();

}  // namespace lossy::edge
