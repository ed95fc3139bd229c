#pragma once

#include <string>

#include "lossy/channel/v1/error.pb.h"

namespace lossy::edge {

// Appends {"reason":"not_found","message":"…","details":{…}}, and "retry_after_ms" if it is not
// zero. A reason that this edge does not know becomes "internal".
void AppendErrorJson(const channel::v1::Error& error, std::string* out);

}  // namespace lossy::edge
