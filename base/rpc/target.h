#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::base {

// What gRPC calls the place of a service with these addresses: host:port, or several with commas
// between. The name of a single one may have several records in the DNS; of several each must be
// an IP address, and all of one kind. INVALID_ARGUMENT otherwise.
absl::StatusOr<std::string> TargetOf(absl::string_view addresses);

}  // namespace lossy::base
