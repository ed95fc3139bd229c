#pragma once

#include "base/trace/trace_context.h"
#include "edge/http/http_request.h"

namespace lossy::edge {

// Returns the trace in the header `traceparent` of a request. It is empty if the header is absent
// or invalid, or if there are several.
base::TraceContext RequestTrace(const HttpRequest& request);

}  // namespace lossy::edge
