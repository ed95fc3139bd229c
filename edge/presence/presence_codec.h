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
// Immutable.
class PresenceCodec {
 public:
  PresenceCodec();

  // Parses a client's own data, a JSON object that kJsonPadding bytes must follow. Drops the
  // members that only the edge may set. Invalid_argument if it is no JSON object.
  absl::StatusOr<google::protobuf::Struct> ReadMeta(absl::string_view json) const;

  // Returns nullptr if clients cannot receive the presence, as its key is not safe.
  PresencePtr Decode(const notifications::v1::Presence& presence) const;

 private:
  TableSet tables_;
  const MessageTable* meta_;
};

// Adds the members that the edge sets: the device and the time of the join.
void SetOrigin(const std::string& device_id, absl::Time online_at, google::protobuf::Struct* meta);

// Returns false for a key that is a member of every JavaScript object, such as "__proto__". Some
// clients would corrupt their table of presences with it.
bool IsSafeKey(absl::string_view key);

// Appends {"<key>":{"metas":[…]},…}, with keys and metas in the order of the presences.
void AppendByKey(const Presences& presences, std::string* json);

}  // namespace lossy::edge
