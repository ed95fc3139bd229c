#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "edge/http/http_request.h"
#include "edge/http/query.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// Returns the join of a topic, as a text message of Phoenix's V2 protocol, from a request for the
// topic's event stream. It asks for the position, and recovers from the position in the header
// "Last-Event-ID" or else in the parameter `last_event_id`. `table` is the type of the join's
// request. Returns INVALID_ARGUMENT that names the malformed parameter.
absl::StatusOr<std::string> StreamJoin(absl::string_view topic, const MessageTable& table,
                                       const HttpRequest& request, const QueryParams& params);

}  // namespace lossy::edge
