#include "base/trace/continued_trace.h"

#include "base/trace/current_trace.h"

namespace lossy::base {

TraceContext SampledTrace() {
  const TraceContext& current = CurrentTrace::Get();
  return current.sampled ? current : TraceContext();
}

Span ContinueSpan(absl::string_view name, SpanKind kind, const TraceContext& cause) {
  return cause.sampled ? StartSpan(name, kind, cause) : Span();
}

}  // namespace lossy::base
