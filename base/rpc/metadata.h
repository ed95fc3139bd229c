#pragma once

#include "absl/strings/string_view.h"
#include "base/trace/trace_context.h"
#include "grpcpp/client_context.h"

namespace lossy::base {

// Adds the metadata of a call between our processes: `authorization` with the token, and
// `x-request-id`. No other function in the tree adds metadata, except AddTraceMetadata. gRPC ends
// the process on a value that HTTP/2 does not permit, and some values come from clients and from
// tables.
//
// An invalid request id (base/text/request_id.h) is replaced by a new one, which is logged. A token
// that HTTP/2 does not permit is omitted, so the service answers UNAUTHENTICATED.
void AddCallMetadata(absl::string_view token, absl::string_view request_id,
                     grpc::ClientContext& context);

// Adds the metadata `traceparent`, with which the called process continues the trace. A trace that
// is not sampled adds none: its metadata would cost more than all other work of traces in a call.
void AddTraceMetadata(const TraceContext& trace, grpc::ClientContext& context);

}  // namespace lossy::base
