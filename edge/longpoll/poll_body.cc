#include "edge/longpoll/poll_body.h"

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "edge/http/refusal_response.h"
#include "edge/transcoding/error_json.h"
#include "edge/transcoding/json_string.h"

namespace lossy::edge {

std::string PollBody(int status, absl::Span<const EncodedMessagePtr> messages,
                     absl::string_view token) {
  std::string out = "{\"messages\":[";
  for (const EncodedMessagePtr& message : messages) {
    AppendJsonString(message->payload(), &out);
    out.push_back(',');
  }
  CloseJson(']', &out);
  absl::StrAppend(&out, ",\"status\":", status, ",\"token\":\"", token, "\"}");
  return out;
}

std::string StatusBody(int status) { return absl::StrCat("{\"status\":", status, "}"); }

std::string ErrorBody(int status, const absl::Status& error) {
  std::string json;
  AppendErrorJson(base::ToError(error), &json);
  return absl::StrCat("{\"status\":", status, ",", absl::string_view(json).substr(1));
}

std::string RefusalBody(int status, base::RefusalReason reason) {
  return absl::StrCat("{\"status\":", status, ",", RefusalMembers(reason), "}");
}

}  // namespace lossy::edge
