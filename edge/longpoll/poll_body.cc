#include "edge/longpoll/poll_body.h"

#include "absl/strings/str_cat.h"
#include "edge/transcoding/json_string.h"

namespace lossy::edge {

std::string PollBody(int status, absl::Span<const FramePtr> messages, absl::string_view token) {
  std::string out = "{\"messages\":[";
  for (const FramePtr& message : messages) {
    AppendJsonString(message->payload(), &out);
    out.push_back(',');
  }
  CloseJson(']', &out);
  absl::StrAppend(&out, ",\"status\":", status, ",\"token\":\"", token, "\"}");
  return out;
}

std::string StatusBody(int status) { return absl::StrCat("{\"status\":", status, "}"); }

}  // namespace lossy::edge
