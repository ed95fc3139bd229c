#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "edge/presence/presence.h"
#include "edge/transcoding/message_table.h"
#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::edge {

// Converts presences between the JSON of clients and the messages of the notifications service.
// Immutable, so thread-safe.
class PresenceCodec {
 public:
  PresenceCodec();

  // Parses a client's own metadata, a JSON object that kJsonPadding readable bytes must follow.
  // Drops the members that only the edge may set. Returns INVALID_ARGUMENT if it is not a JSON
  // object.
  absl::StatusOr<google::protobuf::Struct> ReadMeta(absl::string_view json) const;

  // Returns the presence in the form that clients receive, or nullptr if its key is not safe
  // (IsSafeKey).
  PresencePtr Decode(const notifications::v1::Presence& presence) const;

 private:
  TableSet tables_;
  const MessageTable* meta_;
};

// Adds the members that only the edge may set: the device and the wall time of the join.
void SetOrigin(const std::string& device_id, absl::Time online_at, google::protobuf::Struct* meta);

// Returns false for a key that every JavaScript object has as a member, such as "__proto__". It
// would corrupt the table of presences of some clients.
bool IsSafeKey(absl::string_view key);

// Appends {"<key>":{"metas":[…]},…}, with keys and metas in the order of the presences.
void AppendByKey(const Presences& presences, std::string* json);

}  // namespace lossy::edge
