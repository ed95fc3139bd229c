#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "edge/transcoding/message_table.h"
#include "google/protobuf/message.h"

namespace lossy::edge {

// For fuzz targets: one message type of sample.proto, with protobuf's own parser as the reference.
struct FuzzType {
  const google::protobuf::Message* prototype = nullptr;
  const MessageTable* table = nullptr;

  // Parses the message with protobuf, as a service does. Returns nullptr if that fails.
  std::unique_ptr<google::protobuf::Message> Parse(const std::string& wire) const;
};

// Returns the type that the first byte of an input selects:
// 0 Scalars, 1 Optionals, 2 Lists, 3 Maps, 4 Tree, 5 Choice, 6 Event, 7 SessionReply, 8 Struct,
// 9 Clip.
const FuzzType& FuzzTypeOf(char first);

}  // namespace lossy::edge
