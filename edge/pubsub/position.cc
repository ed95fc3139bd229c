#include "edge/pubsub/position.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/text/json_string.h"

namespace lossy::edge {
namespace {

// Returns the object with the member, without the closing brace. The member comes last, because a
// parser uses the last of two members with one name.
std::string Open(absl::string_view object, const Position& position) {
  const absl::string_view members = absl::StripSuffix(object, "}");
  std::string json;
  json.reserve(object.size() + position.epoch.size() + 64);
  absl::StrAppend(&json, members, members == "{" ? "" : ",", "\"position\":{\"epoch\":");
  base::AppendJsonString(position.epoch, &json);
  absl::StrAppend(&json, ",\"offset\":", position.offset);
  if (position.run != 0) absl::StrAppend(&json, ",\"run\":", position.run);
  json.push_back('}');
  return json;
}

}  // namespace

std::string WithPosition(absl::string_view object, const Position& position) {
  return absl::StrCat(Open(object, position), "}");
}

std::string WithRecovery(absl::string_view object, const Position& position, bool recovered) {
  return absl::StrCat(Open(object, position), ",\"recovered\":", recovered ? "true}" : "false}");
}

}  // namespace lossy::edge
