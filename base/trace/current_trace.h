#pragma once

#include "base/trace/trace_context.h"

namespace lossy::base {

// Makes a context the current one of the thread until the object is destroyed. Log lines of the
// thread then contain `trace_id` and `span_id` if the context is sampled. Objects of one thread
// must be destroyed in reverse order.
class CurrentTrace {
 public:
  explicit CurrentTrace(const TraceContext& context);
  ~CurrentTrace();
  CurrentTrace(const CurrentTrace&) = delete;
  CurrentTrace& operator=(const CurrentTrace&) = delete;

  // Returns the current context of this thread; empty if there is none.
  static const TraceContext& Get();

 private:
  const TraceContext previous_;
};

}  // namespace lossy::base
