#pragma once

#include "absl/status/status.h"
#include "edge/http/http_response.h"

namespace lossy::edge {

// Returns a response whose body is the error as JSON (lossy.channel.v1.Error). It has a
// "retry-after" header if the error has a retry hint.
HttpResponse ErrorResponse(int http_status, const absl::Status& status);

}  // namespace lossy::edge
