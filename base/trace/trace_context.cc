#include "base/trace/trace_context.h"

#include "absl/strings/str_cat.h"

namespace lossy::base {
namespace {

constexpr std::size_t kTraceIdAt = 3;
constexpr std::size_t kSpanIdAt = 36;
constexpr std::size_t kFlagsAt = 53;
constexpr unsigned kSampledFlag = 1;

// Reads lower-case hexadecimal digits. Upper case is invalid in a `traceparent`.
bool ReadHex(absl::string_view digits, std::uint64_t* value) {
  *value = 0;
  for (const char c : digits) {
    unsigned digit;
    if (c >= '0' && c <= '9') {
      digit = c - '0';
    } else if (c >= 'a' && c <= 'f') {
      digit = c - 'a' + 10;
    } else {
      return false;
    }
    *value = *value << 4 | digit;
  }
  return true;
}

// Writes 16 digits.
void WriteHex(std::uint64_t value, char* digits) {
  for (int i = 15; i >= 0; --i, value >>= 4) digits[i] = "0123456789abcdef"[value & 0xf];
}

// Version 00 has no further parts. A later version may have some, after a dash.
bool HasForm(absl::string_view text) {
  if (text.size() < kTraceparentBytes || text[2] != '-' || text[35] != '-' || text[52] != '-') {
    return false;
  }
  const absl::string_view rest = text.substr(kTraceparentBytes);
  const absl::string_view version = text.substr(0, 2);
  if (version == "ff") return false;
  return rest.empty() || (version != "00" && rest[0] == '-');
}

}  // namespace

std::string TraceContext::TraceId() const {
  return absl::StrCat(absl::Hex(trace_high, absl::kZeroPad16),
                      absl::Hex(trace_low, absl::kZeroPad16));
}

std::string TraceContext::SpanId() const { return absl::StrCat(absl::Hex(span, absl::kZeroPad16)); }

TraceContext ParseTraceparent(absl::string_view text) {
  if (!HasForm(text)) return {};
  TraceContext context;
  std::uint64_t version = 0;
  std::uint64_t flags = 0;
  if (!ReadHex(text.substr(0, 2), &version) || !ReadHex(text.substr(kFlagsAt, 2), &flags) ||
      !ReadHex(text.substr(kTraceIdAt, 16), &context.trace_high) ||
      !ReadHex(text.substr(kTraceIdAt + 16, 16), &context.trace_low) ||
      !ReadHex(text.substr(kSpanIdAt, 16), &context.span)) {
    return {};
  }
  if ((context.trace_high == 0 && context.trace_low == 0) || context.span == 0) return {};
  context.sampled = (flags & kSampledFlag) != 0;
  return context;
}

std::string Traceparent(const TraceContext& context) {
  if (context.empty()) return {};
  std::string text = "00-00000000000000000000000000000000-0000000000000000-00";
  WriteHex(context.trace_high, &text[kTraceIdAt]);
  WriteHex(context.trace_low, &text[kTraceIdAt + 16]);
  WriteHex(context.span, &text[kSpanIdAt]);
  if (context.sampled) text.back() = '1';
  return text;
}

}  // namespace lossy::base
