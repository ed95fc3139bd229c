#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::base {

// A request id follows one frame or request through every process: in metadata, logs and tables. It
// has 1 to 64 bytes of printable ASCII without spaces, so that each of these can carry it.

// True if `text` is a request id.
bool IsRequestId(absl::string_view text);

// `given` if it is a request id, else a new one.
std::string RequestIdOrNew(absl::string_view given);

// The id of the request with this number within the request `parent`: "parent.number". A parent
// that leaves no room for the number is cut.
std::string RequestIdWithin(absl::string_view parent, std::uint64_t number);

}  // namespace lossy::base
