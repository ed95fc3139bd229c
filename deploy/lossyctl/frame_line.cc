#include "deploy/lossyctl/frame_line.h"

#include "absl/strings/str_cat.h"
#include "base/text/json_string.h"
#include "base/utf8/valid_utf8.h"
#include "deploy/lossyctl/moment.h"

namespace lossy::lossyctl {
namespace {

void AddText(absl::string_view name, absl::string_view text, std::string* line) {
  absl::StrAppend(line, line->size() > 1 ? "," : "", "\"", name, "\":");
  base::AppendJsonString(base::ValidUtf8(text, 3 * text.size()), line);
}

}  // namespace

std::string FrameLine(const admin::v1::Frame& frame, absl::string_view edge) {
  std::string line = "{";
  AddText("time", Moment(frame.time()), &line);
  AddText("edge", edge, &line);
  AddText("socket", frame.socket_id(), &line);
  AddText("user", frame.user_id(), &line);
  AddText("direction", frame.direction() == admin::v1::Frame::DIRECTION_IN ? "in" : "out", &line);
  AddText("topic", frame.topic(), &line);
  AddText("event", frame.event(), &line);
  if (!frame.ref().empty()) AddText("ref", frame.ref(), &line);
  absl::StrAppend(&line, ",\"bytes\":", frame.bytes());
  if (!frame.payload().empty()) AddText("payload", frame.payload(), &line);
  if (frame.cut()) absl::StrAppend(&line, ",\"cut\":true");
  line.push_back('}');
  return line;
}

}  // namespace lossy::lossyctl
