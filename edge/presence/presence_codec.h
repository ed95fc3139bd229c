#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "edge/presence/presence.h"
#include "edge/transcoding/message_table.h"
#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::edge {

// Presences as clients write and read them, and as the notifications service does. Immutable.
class PresenceCodec {
 public:
  PresenceCodec();

  // What a client says of itself, a JSON object followed by kJsonPadding bytes, without the members
  // that only the edge may set. Invalid_argument if it is something else.
  absl::StatusOr<google::protobuf::Struct> ReadMeta(absl::string_view json) const;

  // Nullptr: it is not one that clients can be told of.
  PresencePtr Decode(const notifications::v1::Presence& presence) const;

 private:
  TableSet tables_;
  const MessageTable* meta_;
};

// Adds what the edge knows of a client.
void SetOrigin(const std::string& device_id, absl::Time online_at, google::protobuf::Struct* meta);

// Whether a JavaScript client can have the key: some make a mess of an object that is one's.
bool IsSafeKey(absl::string_view key);

// Appends {"<key>":{"metas":[…]},…}, with keys and metas in the order of the presences.
void AppendByKey(const Presences& presences, std::string* json);

}  // namespace lossy::edge
