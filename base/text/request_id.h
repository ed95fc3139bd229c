#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::base {

// A request id identifies one frame or request in every process: in metadata, logs and tables. It
// has 1 to 64 bytes of printable ASCII without spaces, so that each of these can contain it.

// True if `text` is a request id.
bool IsRequestId(absl::string_view text);

// Returns `given` if it is a request id, otherwise a new one.
std::string RequestIdOrNew(absl::string_view given);

// Returns the id of one request that belongs to the request `parent`: "parent.number". Cuts a
// parent that is too long for 64 bytes in total.
std::string RequestIdWithin(absl::string_view parent, std::uint64_t number);

}  // namespace lossy::base
