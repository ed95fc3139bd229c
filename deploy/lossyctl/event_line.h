#pragma once

#include <string>

#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::lossyctl {

// {"topic": …, "position": {"epoch": …, "offset": …}, "event_id": …, "event": {"@type": …, …}}, on
// one line. Of an event whose type no service of ours declares only that type is there.
std::string EventLine(const notifications::v1::Event& event);

}  // namespace lossy::lossyctl
