#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace lossy::base::pg {

// Returns the hosts of a libpq URL that other machines can impersonate or overhear: those which are
// neither a Unix socket nor loopback, unless the URL has "sslmode=verify-full". The environment and
// the service file of libpq count as for a connection. Returns INVALID_ARGUMENT if `url` is no
// libpq URL; the message contains no part of it.
absl::StatusOr<std::vector<std::string>> UnverifiedHosts(const std::string& url);

}  // namespace lossy::base::pg
