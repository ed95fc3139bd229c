#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::notifications {

// Returns the NATS subject of messages with this name: "prefix.name", where each byte of the name
// that is not one of [A-Za-z0-9_-] is "=XX". Two names never have the same subject.
std::string NatsSubject(absl::string_view prefix, absl::string_view name);

// Returns the subject of challenges and proofs, which differs from the subject of every name.
std::string NatsControlSubject(absl::string_view prefix);

}  // namespace lossy::notifications
