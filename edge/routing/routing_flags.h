#pragma once

#include <map>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Returns the services of a flag: their full names with their addresses, comma-separated. `text` is
// a list of service=address. Refuses the start (base/log/refuse_start.h) with the name of the flag
// if an entry has another form.
std::map<std::string, std::string> ParseServices(absl::string_view flag, absl::string_view text);

// Returns the services of --upstreams, as ParseServices does.
std::map<std::string, std::string> UpstreamsFromFlags();

}  // namespace lossy::edge
