#pragma once

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/trace/span_record.h"
#include "base/trace/trace_context.h"

namespace lossy::base {

class Tracer;

// One operation of a trace, from its start (StartSpan) to its end. It is exported if its trace is
// sampled, or if it failed. A span of a trace that is not sampled costs one reading of the steady
// clock and one random number, and no memory.
//
// A default object, and each span of a process without --trace_endpoint, records nothing.
//
// Belongs to one thread at a time. Attributes must not contain user content or tokens: ids, codes,
// counts and durations only. Movable.
class Span {
 public:
  Span() = default;
  Span(Span&& other) noexcept;
  Span& operator=(Span&& other) noexcept;
  // Ends the span.
  ~Span() { End(); }

  // The context that child spans and calls to other processes continue. Without --trace_endpoint,
  // the parent's. Stays valid after End.
  const TraceContext& context() const { return context_; }

  // True if the span stores attributes and will be exported.
  bool records() const { return record_ != nullptr; }

  // Sets the start to a wall time in the past, for an operation that began in another process.
  void SetStart(absl::Time wall);
  // Adds an attribute. `key` is a literal. Text is cut after SpanRecord::kMaxTextBytes. Has no
  // effect on a span that is neither sampled nor failed.
  void Set(absl::string_view key, absl::string_view text);
  void Set(absl::string_view key, std::int64_t number);
  // Adds a link to a span of another trace, or to a further cause in the same trace. Ignores an
  // empty context.
  void Link(const TraceContext& cause);
  // Marks the span as failed. It is then exported although its trace is not sampled, within
  // --trace_errors_per_second.
  void Fail(absl::string_view problem);
  // Records the status of a call: its code as `rpc.grpc.status_code`, and Fail for a status that
  // IsTraceError.
  void SetStatus(const absl::Status& status);
  // Passes the span to the exporter. Never blocks. Further calls have no effect.
  void End();

 private:
  friend class Tracer;
  friend Span StartSpan(absl::string_view name, SpanKind kind, const TraceContext& parent);
  friend Span StartClientSpan(absl::string_view name, SpanKind kind, const TraceContext& parent);
  friend Span StartUnsampledSpan(absl::string_view name, SpanKind kind);

  // Records nothing.
  explicit Span(const TraceContext& parent) : context_(parent) {}
  Span(Tracer* tracer, absl::string_view name, SpanKind kind, const TraceContext& context,
       std::uint64_t parent);
  SpanRecord& Record();
  void SetValue(absl::string_view key, SpanRecord::Value value);

  Tracer* tracer_ = nullptr;  // Nullptr: the span records nothing, or has ended.
  absl::string_view name_;
  SpanKind kind_ = SpanKind::kInternal;
  TraceContext context_;
  std::uint64_t parent_ = 0;
  std::int64_t start_ = 0;              // Steady time in nanoseconds.
  std::unique_ptr<SpanRecord> record_;  // Null unless the span is sampled or failed.
};

// Starts a span as a child of `parent`. An empty `parent` begins a new trace, which is sampled
// with the rate --trace_rate. `name` must outlive the span.
Span StartSpan(absl::string_view name, SpanKind kind, const TraceContext& parent);

// The same for a parent that an untrusted client has sent: the client's decision to sample holds
// for --trace_client_rate traces each second. Beyond, the span continues the trace by --trace_rate.
Span StartClientSpan(absl::string_view name, SpanKind kind, const TraceContext& parent);

// Starts a trace that is not sampled: the span is exported only if it fails.
Span StartUnsampledSpan(absl::string_view name, SpanKind kind);

// True if the process exports spans. False without --trace_endpoint.
bool TracesEnabled();

// True for a status that marks a span as failed: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED,
// INTERNAL, UNAVAILABLE and DATA_LOSS, the codes of a server's error in OpenTelemetry.
bool IsTraceError(const absl::Status& status);

}  // namespace lossy::base
