#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// Appends the JSON object for a message, by the rules in lossy/channel/v1/channel.proto. Fields
// come in the order of the .proto, whatever the order on the wire. What is appended is valid JSON
// and UTF-8: an infinite number is null, a byte of a string that is no UTF-8 is U+FFFD, an enum
// value without a name is its number. Fields that the table does not know are left out. DataLoss
// when `wire` is malformed or nested more than 64 deep; what was appended by then is of no use.
absl::Status WireToJson(const MessageTable& table, absl::string_view wire, std::string* out);

}  // namespace lossy::edge
