#include "edge/channel/frame_span.h"

#include <string>
#include <string_view>

#include "edge/transcoding/json_to_wire.h"
#include "simdjson.h"

namespace lossy::edge {
namespace {

base::TraceContext ReadTraceparent(absl::string_view json) {
  // Most messages do not have the key.
  if (json.find("\"traceparent\"") == absl::string_view::npos) return {};
  thread_local simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  std::string_view text;
  if (parser.iterate(json.data(), json.size(), json.size() + kJsonPadding).get(document) !=
          simdjson::SUCCESS ||
      document["traceparent"].get_string().get(text) != simdjson::SUCCESS) {
    return {};
  }
  return base::ParseTraceparent({text.data(), text.size()});
}

}  // namespace

base::Span StartFrameSpan(absl::string_view name, absl::string_view payload,
                          const base::TraceContext& connection) {
  if (!base::TracesEnabled()) return {};
  const base::TraceContext client = ReadTraceparent(payload);
  return base::StartClientSpan(name, base::SpanKind::kServer, client.empty() ? connection : client);
}

base::Span StartWriteSpan(const base::Span& frame) {
  if (!frame.context().sampled) return {};
  return base::StartSpan("socket_write", base::SpanKind::kInternal, frame.context());
}

void TraceWrite(const base::Span& frame, Transport& transport) {
  if (frame.context().sampled) transport.EndWhenSent(StartWriteSpan(frame));
}

}  // namespace lossy::edge
