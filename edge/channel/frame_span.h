#pragma once

#include "absl/strings/string_view.h"
#include "base/trace/span.h"
#include "base/trace/trace_context.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

// The key of a join's params or of a push's payload by which a client continues a trace of its own.
// The edge reads it itself: it is no unknown key.
inline constexpr absl::string_view kTraceparentKey = "traceparent";

// Starts the span of one message of a client. The span continues the text `traceparent` of the
// object `payload`, or else `connection`, the trace of the client's connection, or else it begins a
// trace. An invalid traceparent is ignored. `name` must outlive the span; kJsonPadding readable
// bytes must follow `payload`, which is empty for a binary message. Thread-safe; each thread keeps
// a parser.
base::Span StartFrameSpan(absl::string_view name, absl::string_view payload,
                          const base::TraceContext& connection);

// Starts a child of `frame` for the write of the reply. It records nothing if the trace is not
// sampled.
base::Span StartWriteSpan(const base::Span& frame);

// Traces the write of the reply, which was sent before, until the kernel has taken the bytes.
void TraceWrite(const base::Span& frame, Transport& transport);

}  // namespace lossy::edge
