#include "base/trace/span.h"

#include <chrono>
#include <utility>

#include "absl/time/clock.h"
#include "base/trace/tracer.h"
#include "base/utf8/valid_utf8.h"

namespace lossy::base {
namespace {

std::int64_t SteadyNanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Span::Span(Tracer* tracer, absl::string_view name, SpanKind kind, const TraceContext& context,
           std::uint64_t parent)
    : tracer_(tracer),
      name_(name),
      kind_(kind),
      context_(context),
      parent_(parent),
      start_(tracer == nullptr ? 0 : SteadyNanos()) {
  if (tracer_ != nullptr && context_.sampled) Record();
}

Span::Span(Span&& other) noexcept
    : tracer_(std::exchange(other.tracer_, nullptr)),
      name_(other.name_),
      kind_(other.kind_),
      context_(other.context_),
      parent_(other.parent_),
      start_(other.start_),
      record_(std::move(other.record_)) {}

Span& Span::operator=(Span&& other) noexcept {
  if (this == &other) return *this;
  End();
  tracer_ = std::exchange(other.tracer_, nullptr);
  name_ = other.name_;
  kind_ = other.kind_;
  context_ = other.context_;
  parent_ = other.parent_;
  start_ = other.start_;
  record_ = std::move(other.record_);
  return *this;
}

SpanRecord& Span::Record() {
  if (record_ != nullptr) return *record_;
  record_ = std::make_unique<SpanRecord>();
  record_->name = std::string(name_);
  record_->kind = kind_;
  record_->context = context_;
  record_->parent = parent_;
  record_->start = absl::Now() - absl::Nanoseconds(SteadyNanos() - start_);
  return *record_;
}

void Span::SetStart(absl::Time wall) {
  if (tracer_ == nullptr) return;
  const absl::Duration age = absl::Now() - wall;
  start_ = SteadyNanos() - absl::ToInt64Nanoseconds(age);
  if (record_ != nullptr) record_->start = wall;
}

void Span::Set(absl::string_view key, absl::string_view text) {
  if (record_ != nullptr) SetValue(key, ValidUtf8(text, SpanRecord::kMaxTextBytes));
}

void Span::Set(absl::string_view key, std::int64_t number) {
  if (record_ != nullptr) SetValue(key, number);
}

void Span::SetValue(absl::string_view key, SpanRecord::Value value) {
  if (record_->attributes.size() < SpanRecord::kMaxAttributes) {
    record_->attributes.emplace_back(key, std::move(value));
  } else {
    ++record_->dropped_attributes;
  }
}

void Span::Link(const TraceContext& cause) {
  if (record_ == nullptr || cause.empty()) return;
  if (record_->links.size() < SpanRecord::kMaxLinks) {
    record_->links.push_back(cause);
  } else {
    ++record_->dropped_links;
  }
}

void Span::Fail(absl::string_view problem) {
  if (tracer_ == nullptr) return;
  if (record_ == nullptr && !tracer_->AdmitError()) return;
  SpanRecord& record = Record();
  record.failed = true;
  record.problem = ValidUtf8(problem, SpanRecord::kMaxTextBytes);
}

void Span::SetStatus(const absl::Status& status) {
  if (IsTraceError(status)) Fail(absl::StatusCodeToString(status.code()));
  Set("rpc.grpc.status_code", static_cast<std::int64_t>(status.code()));
}

void Span::End() {
  Tracer* const tracer = std::exchange(tracer_, nullptr);
  if (tracer == nullptr || record_ == nullptr) return;
  record_->duration = absl::Nanoseconds(SteadyNanos() - start_);
  tracer->sink_.Accept(std::move(record_));
}

Span StartSpan(absl::string_view name, SpanKind kind, const TraceContext& parent) {
  Tracer* const tracer = Tracer::Installed();
  return tracer == nullptr ? Span(parent) : tracer->Start(name, kind, parent);
}

Span StartClientSpan(absl::string_view name, SpanKind kind, const TraceContext& parent) {
  Tracer* const tracer = Tracer::Installed();
  return tracer == nullptr ? Span(parent) : tracer->StartForClient(name, kind, parent);
}

Span StartUnsampledSpan(absl::string_view name, SpanKind kind) {
  Tracer* const tracer = Tracer::Installed();
  return tracer == nullptr ? Span() : tracer->StartUnsampled(name, kind);
}

bool TracesEnabled() { return Tracer::Installed() != nullptr; }

bool IsTraceError(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDataLoss:
      return true;
    default:
      return false;
  }
}

}  // namespace lossy::base
