#include "edge/http/request_trace.h"

#include <string>

namespace lossy::edge {
namespace {

constexpr char kTraceparent[] = "traceparent";

}  // namespace

base::TraceContext RequestTrace(const HttpRequest& request) {
  const std::string* only = nullptr;
  for (const auto& [name, value] : request.headers) {
    if (name != kTraceparent) continue;
    if (only != nullptr) return {};
    only = &value;
  }
  return only == nullptr ? base::TraceContext() : base::ParseTraceparent(*only);
}

}  // namespace lossy::edge
