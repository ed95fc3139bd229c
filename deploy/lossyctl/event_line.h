#pragma once

#include <string>

#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::lossyctl {

// Returns an event as one line of JSON for "watch": {"topic": …, "position": {"epoch": …, "offset":
// …}, "event_id": …, "event": {"@type": …, …}}. If the event's type is unknown to lossyctl, "event"
// contains only "@type".
std::string EventLine(const notifications::v1::Event& event);

}  // namespace lossy::lossyctl
