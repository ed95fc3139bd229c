#pragma once

#include <cstdint>
#include <memory>

#include "absl/strings/string_view.h"
#include "base/trace/event_rate.h"
#include "base/trace/span.h"
#include "base/trace/span_record.h"
#include "base/trace/trace_context.h"

namespace lossy::base {

// Receives the finished spans of a process. Thread-safe; must not block.
class SpanSink {
 public:
  virtual ~SpanSink() = default;
  virtual void Accept(std::unique_ptr<SpanRecord> span) = 0;
};

// Decides which traces are sampled, makes spans and passes them to a sink. Thread-safe.
class Tracer {
 public:
  struct Options {
    // The share of the traces begun here that are sampled, from 0 to 1.
    double rate = 0.01;
    // The traces that untrusted clients may make sampled, and the failed spans of traces that are
    // not sampled, each second.
    int client_traces_per_second = 10;
    int errors_per_second = 100;
  };

  // `sink` must outlive the tracer, and the tracer its spans.
  Tracer(const Options& options, SpanSink& sink);
  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;

  Span Start(absl::string_view name, SpanKind kind, const TraceContext& parent);
  Span StartForClient(absl::string_view name, SpanKind kind, const TraceContext& parent);
  Span StartUnsampled(absl::string_view name, SpanKind kind);

  // Makes `tracer` the one of StartSpan in all threads; nullptr: none. Returns the previous one.
  static Tracer* Install(Tracer* tracer);
  static Tracer* Installed();

 private:
  friend class Span;
  bool Sample() const;
  bool AdmitError() { return errors_.Admit(); }
  Span Make(absl::string_view name, SpanKind kind, const TraceContext& parent, bool sampled);

  const std::uint64_t threshold_;  // A random id up to it means sampled.
  SpanSink& sink_;
  EventRate clients_;
  EventRate errors_;
};

}  // namespace lossy::base
