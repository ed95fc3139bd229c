#include "edge/channel/client_push.h"

#include <algorithm>

#include "absl/types/optional.h"
#include "base/error/error.h"
#include "edge/http/query.h"
#include "edge/transcoding/json_to_wire.h"
#include "edge/transcoding/payload.h"
#include "edge/transcoding/query_json.h"

namespace lossy::edge {

void SplitFields(ClientPush& push) {
  if (!push.binary) return;
  const std::size_t end = std::min(push.event.find('?'), push.event.size());
  push.fields = absl::ClippedSubstr(push.event, end + 1);
  push.event = push.event.substr(0, end);
}

namespace {

// The usual size of the fields that ServedTopic::Bind adds.
constexpr std::size_t kBoundBytes = 64;

absl::Status ToWire(const MessageTable& table, const ClientPush& push, std::string* out,
                    UnknownKeys* unknown) {
  if (!push.binary) return JsonToWire(table, push.payload, out, unknown);
  if (!push.fields.empty()) {
    const absl::optional<QueryParams> params = ParseQuery(push.fields);
    if (!params) return base::InvalidArgument("event", "must be UTF-8 behind its question mark");
    const PaddedJson json(QueryJson(table, *params));
    absl::Status read = JsonToWire(table, json.view(), out, unknown);
    if (!read.ok()) return read;
  }
  return BytesToWire(table, push.payload, out);
}

}  // namespace

ReadPush Read(const ServedChannel& channel, const MessageTable& table, const ClientPush& push,
              absl::Span<const absl::string_view> options) {
  ReadPush result;
  // The wire form and the fields that the edge binds are rarely larger than the JSON.
  result.message.reserve(push.payload.size() + kBoundBytes);
  if (channel.unknown_keys == nullptr) {
    result.status = ToWire(table, push, &result.message, /*unknown=*/nullptr);
    return result;
  }
  UnknownKeys unknown(options);
  result.status = ToWire(table, push, &result.message, &unknown);
  result.warnings =
      channel.unknown_keys->Report(channel.route.pattern.text(), std::string(push.event), unknown);
  return result;
}

}  // namespace lossy::edge
