#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "base/trace/span_record.h"

namespace lossy::base {

// The attributes of the process that makes the spans: service.name and others.
using TraceResource = std::vector<std::pair<std::string, std::string>>;

// Returns the spans as an ExportTraceServiceRequest of OTLP, in wire form.
std::string EncodeSpanBatch(const TraceResource& resource,
                            absl::Span<const std::unique_ptr<SpanRecord>> spans);

}  // namespace lossy::base
