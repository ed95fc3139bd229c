#include "edge/phoenix/json_cursor.h"

#include "edge/transcoding/json_scanner.h"
#include "edge/transcoding/json_unescape.h"

namespace lossy::edge {

bool JsonCursor::Take(char c) {
  position_ = SkipJsonSpace(position_, end_);
  if (position_ == end_ || *position_ != c) return false;
  ++position_;
  return true;
}

bool JsonCursor::TakeValue(absl::string_view* json) {
  position_ = SkipJsonSpace(position_, end_);
  const char* const behind = SkipJsonValue(position_, end_);
  if (behind == nullptr) return false;
  *json = absl::string_view(position_, behind - position_);
  position_ = behind;
  return true;
}

bool JsonCursor::AtEnd() {
  position_ = SkipJsonSpace(position_, end_);
  return position_ == end_;
}

bool ReadJsonString(absl::string_view json, std::string* scratch, absl::string_view* text) {
  if (json.front() != '"') return false;
  *text = json.substr(1, json.size() - 2);
  if (text->find('\\') == absl::string_view::npos) return true;
  const std::size_t begin = scratch->size();
  // The scanner has accepted the escapes before.
  AppendUnescaped(*text, scratch);
  *text = absl::string_view(*scratch).substr(begin);
  return true;
}

}  // namespace lossy::edge
