#pragma once

#include <cstdint>

namespace lossy::base {

// The ids that each log line of a thread contains as `trace_id` and `span_id`, so that a reader
// finds the lines of a trace. A default object means none.
struct LogTrace {
  std::uint64_t trace_high = 0;
  std::uint64_t trace_low = 0;
  std::uint64_t span = 0;
};

// Sets the ids of the calling thread. base/trace calls it; see CurrentTrace.
void SetLogTrace(const LogTrace& trace);

// Returns the ids of the calling thread.
const LogTrace& GetLogTrace();

}  // namespace lossy::base
