#pragma once

#include <string>

#include "absl/status/status.h"

namespace lossy::lossyctl {

// The command "presence": prints the presences on a channel topic, such as "notes:video:…": of each
// client the user, the device, and the whole metadata. Asks the notifications service.
absl::Status ShowPresence(const std::string& topic);

}  // namespace lossy::lossyctl
