#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"

namespace lossy::base::pg {

// Returns the parameters with which libpq connects to a URL or key=value string, by their names:
// those of the URL and, for the others, libpq's defaults, environment and service file. Returns
// INVALID_ARGUMENT if `url` is no libpq URL; the message contains no part of it.
absl::StatusOr<std::map<std::string, std::string>> Conninfo(const std::string& url);

}  // namespace lossy::base::pg
