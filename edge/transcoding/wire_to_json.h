#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// Appends the JSON object for a message in protobuf wire format, by the rules in
// lossy/channel/v1/channel.proto. Thread-safe.
//
// Fields are in the order of the .proto, not of the wire. Fields that the table does not have are
// left out. The result is always valid JSON in UTF-8:
//
// - An infinite number becomes null.
// - A byte outside of a valid UTF-8 sequence becomes U+FFFD.
// - An enum value without a name becomes its number.
//
// Returns DATA_LOSS if `wire` is malformed or nested deeper than kMaxJsonDepth; the appended bytes
// are then undefined.
absl::Status WireToJson(const MessageTable& table, absl::string_view wire, std::string* out);

}  // namespace lossy::edge
