#pragma once

#include "edge/channel/channel_table.h"
#include "edge/channel/client_push.h"
#include "edge/http/http_request.h"

namespace lossy::edge {

enum class BodyKind { kJson, kBinary, kOther };

// Returns the kind of the request's body by its content type. A request without a content type has
// JSON.
BodyKind BodyKindOf(const HttpRequest& request);

// Reads a posted event as the request of the service that answers it: the body, the fields in the
// query if the body is binary, and the header "Idempotency-Key". The body must be JSON or binary.
ReadPush ReadPost(const ServedChannel& channel, const ServedEvent& event,
                  const HttpRequest& request);

}  // namespace lossy::edge
