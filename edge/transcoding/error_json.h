#pragma once

#include <string>

#include "lossy/channel/v1/error.pb.h"

namespace lossy::edge {

// Appends the error as a JSON object: {"reason":"not_found","message":"…","details":{…}}. It has a
// member "retry_after_ms" if that is not zero. A reason unknown to this edge becomes "internal".
void AppendErrorJson(const channel::v1::Error& error, std::string* out);

}  // namespace lossy::edge
