#include "base/trace/span_batch.h"

#include <cstdint>

#include "opentelemetry/otlp.pb.h"

namespace lossy::base {
namespace {

// The name of the code that makes spans, which OTLP calls the instrumentation scope.
constexpr char kScope[] = "lossy";

std::string BigEndian(std::uint64_t value) {
  std::string bytes(8, '\0');
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(value >> (56 - 8 * i));
  return bytes;
}

std::string TraceIdBytes(const TraceContext& context) {
  return BigEndian(context.trace_high) + BigEndian(context.trace_low);
}

std::uint32_t FlagsOf(const TraceContext& context) { return context.sampled ? 1 : 0; }

void Add(absl::string_view key, const SpanRecord::Value& value,
         google::protobuf::RepeatedPtrField<opentelemetry::KeyValue>& attributes) {
  opentelemetry::KeyValue& attribute = *attributes.Add();
  attribute.set_key(std::string(key));
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    attribute.mutable_value()->set_int_value(*number);
  } else {
    attribute.mutable_value()->set_string_value(std::get<std::string>(value));
  }
}

void SetTimes(const SpanRecord& span, opentelemetry::Span& out) {
  const std::int64_t start = absl::ToUnixNanos(span.start);
  out.set_start_time_unix_nano(start);
  out.set_end_time_unix_nano(start + absl::ToInt64Nanoseconds(span.duration));
}

void Encode(const SpanRecord& span, opentelemetry::Span& out) {
  out.set_trace_id(TraceIdBytes(span.context));
  out.set_span_id(BigEndian(span.context.span));
  if (span.parent != 0) out.set_parent_span_id(BigEndian(span.parent));
  out.set_flags(FlagsOf(span.context));
  out.set_name(span.name);
  out.set_kind(static_cast<opentelemetry::Span::SpanKind>(span.kind));
  SetTimes(span, out);
  for (const auto& [key, value] : span.attributes) Add(key, value, *out.mutable_attributes());
  out.set_dropped_attributes_count(span.dropped_attributes);
  for (const TraceContext& cause : span.links) {
    opentelemetry::Span::Link& link = *out.add_links();
    link.set_trace_id(TraceIdBytes(cause));
    link.set_span_id(BigEndian(cause.span));
    link.set_flags(FlagsOf(cause));
  }
  out.set_dropped_links_count(span.dropped_links);
  if (!span.failed) return;
  out.mutable_status()->set_code(opentelemetry::Status::STATUS_CODE_ERROR);
  out.mutable_status()->set_message(span.problem);
}

}  // namespace

std::string EncodeSpanBatch(const TraceResource& resource,
                            absl::Span<const std::unique_ptr<SpanRecord>> spans) {
  opentelemetry::ExportTraceServiceRequest request;
  opentelemetry::ResourceSpans& all = *request.add_resource_spans();
  for (const auto& [key, value] : resource) {
    Add(key, value, *all.mutable_resource()->mutable_attributes());
  }
  opentelemetry::ScopeSpans& scope = *all.add_scope_spans();
  scope.mutable_scope()->set_name(kScope);
  for (const std::unique_ptr<SpanRecord>& span : spans) Encode(*span, *scope.add_spans());
  return request.SerializeAsString();
}

}  // namespace lossy::base
