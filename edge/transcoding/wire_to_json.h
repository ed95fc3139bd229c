#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// Appends the JSON object for a message by the rules in lossy/channel/v1/channel.proto. Fields are
// in the order of the .proto, not of the wire. The result is always valid JSON and UTF-8: an
// infinite number becomes null, a byte that is not UTF-8 becomes U+FFFD, and an enum value without
// a name its number. Fields that the table does not have are left out.
//
// Returns DATA_LOSS if `wire` is malformed or nested deeper than 64 levels; the appended bytes are
// then undefined. Thread-safe.
absl::Status WireToJson(const MessageTable& table, absl::string_view wire, std::string* out);

}  // namespace lossy::edge
