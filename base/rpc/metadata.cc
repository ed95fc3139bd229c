#include "base/rpc/metadata.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/log/log.h"
#include "base/text/request_id.h"

namespace lossy::base {
namespace {

// The bytes that gRPC permits in a value whose key does not end in "-bin".
bool IsMetadataValue(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isprint(static_cast<unsigned char>(c)); });
}

}  // namespace

void AddCallMetadata(absl::string_view token, absl::string_view request_id,
                     grpc::ClientContext& context) {
  if (IsMetadataValue(token)) {
    context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
  }
  const std::string id = RequestIdOrNew(request_id);
  if (id != request_id) {
    Log(LogLevel::kWarning, "request_id_replaced",
        {{"given", request_id}, {"request_id", absl::string_view(id)}});
  }
  context.AddMetadata("x-request-id", id);
}

void AddTraceMetadata(const TraceContext& trace, grpc::ClientContext& context) {
  if (trace.sampled) context.AddMetadata("traceparent", Traceparent(trace));
}

}  // namespace lossy::base
