#pragma once

#include "absl/strings/string_view.h"
#include "base/trace/span.h"
#include "base/trace/trace_context.h"

namespace lossy::base {

// The way of a trace through queues and tables. Only a sampled trace is stored there, so that work
// of another trace costs nothing.

// Returns the current trace of the thread (CurrentTrace) if it is sampled; otherwise an empty
// context.
TraceContext SampledTrace();

// Starts a span of work that `cause` queued earlier, perhaps in another process. If `cause` is not
// sampled, the span records nothing, its context is empty, and no new trace begins. `name` must
// outlive the span.
Span ContinueSpan(absl::string_view name, SpanKind kind, const TraceContext& cause);

}  // namespace lossy::base
