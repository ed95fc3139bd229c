#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// The member that is set in a message's oneof `event`. `name` lives as long as the table. `payload`
// points into the message.
struct EventView {
  // The name of the member, which is the event's name. Empty: no member is set, and `table` is
  // nullptr.
  absl::string_view name;
  const MessageTable* table = nullptr;  // The type of the member.
  absl::string_view payload;            // The member in wire form.
};

// One message of a session's response stream. Views point into the message.
struct SessionMessage {
  // Empty: the message is a push, not a reply.
  absl::string_view ref;
  bool has_error = false;
  // The wire form of a lossy.channel.v1.Error.
  absl::string_view error;
  EventView event;
};

// Both functions parse only the outermost level of a message in wire form. If a member occurs
// several times, the last one wins; they do not merge messages. They return DATA_LOSS if the
// message is malformed.
absl::StatusOr<EventView> ReadEvent(const MessageTable& table, absl::string_view wire);
absl::StatusOr<SessionMessage> ReadSessionMessage(const MessageTable& table,
                                                  absl::string_view wire);

// Appends a message of a session's request stream in wire form: the ref, unless it is empty, and
// one member of the oneof `event`. The numbers are those of the two fields.
void AppendSessionRequest(int ref_number, absl::string_view ref, int member_number,
                          absl::string_view member_wire, std::string* out);

// Appends the field `traceparent` of such a message. Appends nothing if the text is empty, or if
// `trace_number` is 0: the message has no such field.
void AppendSessionTrace(int trace_number, absl::string_view traceparent, std::string* out);

}  // namespace lossy::edge
