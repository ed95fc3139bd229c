#include "base/trace/tracer.h"

#include <atomic>
#include <cmath>
#include <limits>

#include "base/trace/random_id.h"

namespace lossy::base {
namespace {

std::atomic<Tracer*> installed{nullptr};

std::uint64_t Threshold(double rate) {
  if (!(rate > 0)) return 0;
  if (rate >= 1) return std::numeric_limits<std::uint64_t>::max();
  return static_cast<std::uint64_t>(std::ldexp(rate, 64));
}

}  // namespace

Tracer::Tracer(const Options& options, SpanSink& sink)
    : threshold_(Threshold(options.rate)),
      sink_(sink),
      clients_(options.client_traces_per_second),
      errors_(options.errors_per_second) {}

bool Tracer::Sample() const { return RandomId() <= threshold_; }

Span Tracer::Start(absl::string_view name, SpanKind kind, const TraceContext& parent) {
  return Make(name, kind, parent, parent.empty() ? Sample() : parent.sampled);
}

Span Tracer::StartForClient(absl::string_view name, SpanKind kind, const TraceContext& parent) {
  const bool honoured = !parent.empty() && (!parent.sampled || clients_.Admit());
  return Make(name, kind, parent, honoured ? parent.sampled : Sample());
}

Span Tracer::StartUnsampled(absl::string_view name, SpanKind kind) {
  return Make(name, kind, TraceContext(), false);
}

Span Tracer::Make(absl::string_view name, SpanKind kind, const TraceContext& parent, bool sampled) {
  TraceContext context = parent;
  if (parent.empty()) {
    context.trace_high = RandomId();
    context.trace_low = RandomId();
  }
  context.span = RandomId();
  context.sampled = sampled;
  return Span(this, name, kind, context, parent.span);
}

Tracer* Tracer::Install(Tracer* tracer) { return installed.exchange(tracer); }

Tracer* Tracer::Installed() { return installed.load(std::memory_order_acquire); }

}  // namespace lossy::base
