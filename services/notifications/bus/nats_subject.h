#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::notifications {

// The NATS subject of messages with this name: "prefix.name", where each byte of the name that is
// not one of [A-Za-z0-9_-] is "=XX". Two names never have the same one.
std::string NatsSubject(absl::string_view prefix, absl::string_view name);

// That of what replicas tell each other about themselves. No name has it.
std::string NatsControlSubject(absl::string_view prefix);

}  // namespace lossy::notifications
