#include "deploy/lossyctl/event_line.h"

#include "absl/strings/str_cat.h"
#include "base/text/json_string.h"
#include "google/protobuf/util/json_util.h"
#include "lossy/agent/v1/agent.pb.h"
#include "lossy/channel/v1/socket.pb.h"
#include "lossy/notes/v1/notes.pb.h"
#include "lossy/video/v1/video.pb.h"

namespace lossy::lossyctl {
namespace {

// An Any is written by its descriptor, which is there when its file is linked.
void LinkEventTypes() {
  agent::v1::SessionEvent::descriptor();
  channel::v1::SocketEvent::descriptor();
  notes::v1::NoteEvent::descriptor();
  video::v1::VideoEvent::descriptor();
}

std::string Json(absl::string_view text) {
  std::string json;
  base::AppendJsonString(text, &json);
  return json;
}

std::string AnyJson(const google::protobuf::Any& any) {
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
