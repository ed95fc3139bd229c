#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/trace/trace_context.h"

namespace lossy::base {

// The role of a span, with the numbers of OTLP.
enum class SpanKind { kInternal = 1, kServer = 2, kClient = 3, kProducer = 4, kConsumer = 5 };

// A finished span, for export. The bounds limit its memory to a few KiB.
struct SpanRecord {
  static constexpr std::size_t kMaxAttributes = 16;
  static constexpr std::size_t kMaxLinks = 32;
  static constexpr std::size_t kMaxTextBytes = 256;

  using Value = std::variant<std::int64_t, std::string>;

  std::string name;
  SpanKind kind = SpanKind::kInternal;
  TraceContext context;
  std::uint64_t parent = 0;  // The id of the parent span; 0: the span is the root of its trace.
  absl::Time start;          // Wall time.
  absl::Duration duration;
  bool failed = false;
  std::string problem;  // The reason if `failed`.
  // The keys are literals.
  std::vector<std::pair<absl::string_view, Value>> attributes;
  std::vector<TraceContext> links;
  // The attributes and links that were above the bounds.
  int dropped_attributes = 0;
  int dropped_links = 0;
};

}  // namespace lossy::base
