#include "deploy/lossyctl/event_line.h"

#include "absl/strings/str_cat.h"
#include "base/text/json_string.h"
#include "deploy/lossyctl/event_types.h"
#include "google/protobuf/util/json_util.h"

namespace lossy::lossyctl {
namespace {

std::string Json(absl::string_view text) {
  std::string json;
  base::AppendJsonString(text, &json);
  return json;
}

std::string AnyJson(const google::protobuf::Any& any) {
  // An Any is written by the descriptor of its message.
  LinkEventTypes();
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  if (google::protobuf::util::MessageToJsonString(any, &json, options).ok()) return json;
  return absl::StrCat("{\"@type\":", Json(any.type_url()), "}");
}

}  // namespace

std::string EventLine(const notifications::v1::Event& event) {
  return absl::StrCat("{\"topic\":", Json(event.topic()),
                      ",\"position\":{\"epoch\":", Json(event.position().epoch()),
                      ",\"offset\":", event.position().offset(),
                      "},\"event_id\":", Json(event.event_id()),
                      ",\"event\":", AnyJson(event.event()), "}");
}

}  // namespace lossy::lossyctl
