#include "edge/pubsub/position.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/text/json_string.h"

namespace lossy::edge {
namespace {

void AppendJson(const Position& position, std::string* json) {
  absl::StrAppend(json, "{\"epoch\":");
  base::AppendJsonString(position.epoch, json);
  absl::StrAppend(json, ",\"offset\":", position.offset);
  if (position.run != 0) absl::StrAppend(json, ",\"run\":", position.run);
  json->push_back('}');
}

// Returns the object with the member, without the closing brace. The member comes last, because a
// parser uses the last of two members with one name.
std::string Open(absl::string_view object, const Position& position) {
  const absl::string_view members = absl::StripSuffix(object, "}");
  std::string json;
  json.reserve(object.size() + position.epoch.size() + 64);
  absl::StrAppend(&json, members, members == "{" ? "" : ",", "\"position\":");
  AppendJson(position, &json);
  return json;
}

// Reads an offset or a run.
bool ReadNumber(absl::string_view text, std::int64_t* number) {
  return absl::SimpleAtoi(text, number) && *number >= 0;
}

}  // namespace

std::string PositionId(const Position& position) {
  std::string id = absl::StrCat(position.epoch.view(), ":", position.offset);
  if (position.run != 0) absl::StrAppend(&id, ".", position.run);
  return id;
}

absl::optional<Position> ReadPositionId(absl::string_view id) {
  const std::size_t colon = id.rfind(':');
  if (colon == absl::string_view::npos || colon == 0) return absl::nullopt;
  Position position{.epoch = id.substr(0, colon)};
  const std::pair<absl::string_view, absl::string_view> numbers =
      absl::StrSplit(id.substr(colon + 1), absl::MaxSplits('.', 1));
  const bool has_run = numbers.first.size() < id.size() - colon - 1;
  if (!ReadNumber(numbers.first, &position.offset) ||
      (has_run && !ReadNumber(numbers.second, &position.run))) {
    return absl::nullopt;
  }
  return position;
}

std::string PositionJson(const Position& position) {
  std::string json;
  AppendJson(position, &json);
  return json;
}

std::string WithPosition(absl::string_view object, const Position& position) {
  return absl::StrCat(Open(object, position), "}");
}

std::string WithRecovery(absl::string_view object, const Position& position, bool recovered) {
  return absl::StrCat(Open(object, position), ",\"recovered\":", recovered ? "true}" : "false}");
}

}  // namespace lossy::edge
