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

absl::Status ToWire(const MessageTable& table, const ClientPush& push, std::string* out) {
  if (!push.binary) return JsonToWire(table, push.payload, out);
  if (!push.fields.empty()) {
    const absl::optional<QueryParams> params = ParseQuery(push.fields);
    if (!params) return base::InvalidArgument("event", "must be UTF-8 behind its question mark");
    const PaddedJson json(QueryJson(table, *params));
    if (absl::Status read = JsonToWire(table, json.view(), out); !read.ok()) return read;
  }
  return BytesToWire(table, push.payload, out);
}

}  // namespace lossy::edge
