#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// The member of a message's oneof `event` that is set. `name` lives as long as the table, `payload`
// points into what was read.
struct EventView {
  // Name of the member, which is the event's. Empty: none is set, and `table` is nullptr.
  absl::string_view name;
  const MessageTable* table = nullptr;
  absl::string_view payload;
};

// What a session's stream brings. Views point into what was read.
struct SessionMessage {
  // Empty: a push.
  absl::string_view ref;
  bool has_error = false;
  // Wire form of a lossy.channel.v1.Error.
  absl::string_view error;
  EventView event;
};

// Both read only the outermost level. If a member is there several times the last one counts: they
// are not merged. DataLoss when it is malformed.
absl::StatusOr<EventView> ReadEvent(const MessageTable& table, absl::string_view wire);
absl::StatusOr<SessionMessage> ReadSessionMessage(const MessageTable& table,
                                                  absl::string_view wire);

// Appends a message of a session's request stream: a ref, unless it is empty, and one event.
void AppendSessionRequest(int ref_number, absl::string_view ref, int member_number,
                          absl::string_view member_wire, std::string* out);

}  // namespace lossy::edge
