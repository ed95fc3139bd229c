#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::base {

// Returns the gRPC target for the addresses of a service: one host:port, or several separated by
// commas. A single host may be a DNS name with several records. Several hosts must be IP addresses
// of one family. Returns INVALID_ARGUMENT otherwise.
absl::StatusOr<std::string> TargetOf(absl::string_view addresses);

}  // namespace lossy::base
