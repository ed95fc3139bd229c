#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::edge {

// Returns the services of a flag: their full names with their addresses, comma-separated. `text` is
// a list of service=address. Returns INVALID_ARGUMENT if an entry has another form or if the
// addresses of a service are no target (base/rpc/target.h).
absl::StatusOr<std::map<std::string, std::string>> ParseServices(absl::string_view text);

// Returns the services of --upstreams. Refuses the start (base/log/refuse_start.h) if ParseServices
// returns an error.
std::map<std::string, std::string> UpstreamsFromFlags();

}  // namespace lossy::edge
