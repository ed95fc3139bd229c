#pragma once

#include "absl/status/status.h"
#include "edge/http/http_response.h"

namespace lossy::edge {

// A response with the error as JSON (lossy.channel.v1.Error), and a "retry-after" header when the
// error has a retry hint.
HttpResponse ErrorResponse(int http_status, const absl::Status& status);

}  // namespace lossy::edge
