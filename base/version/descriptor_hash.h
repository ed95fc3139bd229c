#pragma once

#include <map>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::base {

// Returns the hash of a contract: the first 16 hex digits of the SHA-256 of its files. `files` are
// the encoded FileDescriptorProtos by their names. The files google/protobuf/*.proto have no
// influence. Thread-safe.
std::string HashDescriptors(const std::map<std::string, std::string>& files);

// Returns the hash of the contract of a service whose code is linked: its file and all files that
// it imports. Returns "" if there is no such service. `service` is the full name. Thread-safe.
std::string HashOfService(const std::string& service);

}  // namespace lossy::base
