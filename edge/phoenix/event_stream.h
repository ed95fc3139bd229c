#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/phoenix/parts.h"

namespace lossy::edge {

// Messages of a stream of server-sent events (HTML standard, section 9.2). Such a stream follows
// one topic, so that its messages carry no topic and no refs. A message is
//
//   id: <position>          only if the message has a position
//   event: <name>
//   data: <JSON>
//
// and an empty line. The standard splits `data` at line ends, so the JSON must have none. Every
// JSON text that the edge writes fulfils that, because it escapes control characters in strings and
// puts no white space between values.

// The names of the messages that no service publishes.
inline constexpr char kJoinEvent[] = "join";    // The response to the join: the first message.
inline constexpr char kErrorEvent[] = "error";  // An error, after which the stream ends.
inline constexpr char kCloseEvent[] = "close";  // The topic ended without an error.

// Returns the parts of a message. `id` and `name` are plain identifiers without line ends. An empty
// `id` leaves the line out: a client then keeps the id of an earlier message.
Parts<7> EventParts(absl::string_view id, absl::string_view name, absl::string_view data_json);

// The name and the data of a message.
struct StreamEvent {
  absl::string_view name;
  absl::string_view data_json;
};

// Reads a message that EventParts wrote, in one text. Returns nullopt for any other text. The views
// point into `text`.
absl::optional<StreamEvent> ReadEvent(absl::string_view text);

}  // namespace lossy::edge
