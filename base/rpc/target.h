#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::base {

// Returns the gRPC target for the addresses of a service: one host:port, or several separated by
// commas. A single name may have several records in the DNS. Several addresses must be IP addresses
// of one kind. Returns INVALID_ARGUMENT otherwise.
absl::StatusOr<std::string> TargetOf(absl::string_view addresses);

}  // namespace lossy::base
