#include "edge/transcoding/error_json.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "edge/transcoding/json_string.h"

namespace lossy::edge {
namespace {

std::string ReasonName(channel::v1::Reason reason) {
  if (reason == channel::v1::REASON_UNSPECIFIED || !channel::v1::Reason_IsValid(reason)) {
    reason = channel::v1::REASON_INTERNAL;
  }
  const std::string& name = channel::v1::Reason_Name(reason);
  return absl::AsciiStrToLower(absl::StripPrefix(name, "REASON_"));
}

}  // namespace

void AppendErrorJson(const channel::v1::Error& error, std::string* out) {
  absl::StrAppend(out, "{\"reason\":\"", ReasonName(error.reason()), "\",\"message\":");
  AppendJsonString(error.message(), out);
  out->append(",\"details\":{");
  for (const auto& [field, problem] : error.details()) {
    AppendJsonString(field, out);
    out->push_back(':');
    AppendJsonString(problem, out);
    out->push_back(',');
  }
  CloseJson('}', out);
  if (error.retry_after_ms() != 0) {
    absl::StrAppend(out, ",\"retry_after_ms\":", error.retry_after_ms());
  }
  out->push_back('}');
}

}  // namespace lossy::edge
