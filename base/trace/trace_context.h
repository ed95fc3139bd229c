#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::base {

// The position of one span in a trace, as W3C Trace Context carries it between processes
// (https://www.w3.org/TR/trace-context/). A default object is empty: it belongs to no trace.
struct TraceContext {
  // The id of the trace, 128 bits: the same in all spans of a trace. Both halves are 0 if empty.
  std::uint64_t trace_high = 0;
  std::uint64_t trace_low = 0;
  // The id of the span, unique in its trace. 0 if empty.
  std::uint64_t span = 0;
  // True if the head of the trace decided to record it.
  bool sampled = false;

  bool empty() const { return span == 0; }
  // The ids in lower-case hexadecimal: 32 and 16 digits.
  std::string TraceId() const;
  std::string SpanId() const;

  friend bool operator==(const TraceContext&, const TraceContext&) = default;
};

// The bytes of a `traceparent` of version 00.
constexpr int kTraceparentBytes = 55;

// Reads the value of a header `traceparent`. Accepts version 00 exactly as the specification
// writes it, and the known part of a later version. Returns an empty context for any other text.
TraceContext ParseTraceparent(absl::string_view text);

// Writes a `traceparent` of version 00. Returns an empty text if `context` is empty.
std::string Traceparent(const TraceContext& context);

}  // namespace lossy::base
