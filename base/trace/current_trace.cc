#include "base/trace/current_trace.h"

#include "base/log/log_trace.h"

namespace lossy::base {
namespace {

thread_local TraceContext current;

void Set(const TraceContext& context) {
  current = context;
  SetLogTrace(context.sampled ? LogTrace{.trace_high = context.trace_high,
                                         .trace_low = context.trace_low,
                                         .span = context.span}
                              : LogTrace{});
}

}  // namespace

CurrentTrace::CurrentTrace(const TraceContext& context) : previous_(current) { Set(context); }

CurrentTrace::~CurrentTrace() { Set(previous_); }

const TraceContext& CurrentTrace::Get() { return current; }

}  // namespace lossy::base
