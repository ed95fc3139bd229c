#include "edge/transcoding/json_source.h"

#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/text/json_text.h"
#include "edge/transcoding/json_scanner.h"
#include "edge/transcoding/json_unescape.h"

namespace lossy::edge {
namespace {

constexpr absl::string_view kPayload = "payload";
constexpr std::size_t kLongestKey = 64;

// Returns true if this is one value of an object or a list that ends where simdjson expects it to.
bool IsValue(JsonValue& value, const char* end, std::size_t* depth = nullptr) {
  const std::string_view token = value.raw_json_token();
  const char* const behind = SkipJsonValue(&token.front(), end, depth);
  return behind != nullptr && behind != end && absl::StrContains(" \t\r\n,]}", *behind);
}

}  // namespace

std::string PathText(const JsonPath& path) {
  const std::string parent = path.parent == nullptr ? "" : PathText(*path.parent);
  if (path.index >= 0) return absl::StrCat(parent, "[", path.index, "]");
  const absl::string_view key = path.key.size() > kLongestKey ? "…" : path.key;
  return absl::StrCat(parent, parent.empty() ? "" : ".", key);
}

bool JsonSource::Fail(const JsonPath& path, absl::string_view problem) {
  status_ = base::InvalidArgument(PathText(path), problem);
  return false;
}

bool JsonSource::FailMalformed() {
  status_ = base::InvalidArgument(kPayload, "is not valid JSON");
  return false;
}

bool JsonSource::FailTooDeep() {
  status_ = base::InvalidArgument(kPayload, "is nested too deeply");
  return false;
}

RawText JsonSource::ReadRaw(const char* raw) const {
  // simdjson has found the closing quote.
  const char* p = base::FindJsonSpecial(raw, end_);
  const bool has_escapes = *p == '\\';
  while (*p == '\\') p = base::FindJsonSpecial(p + 2, end_);
  return {absl::string_view(raw, p - raw), has_escapes};
}

bool JsonSource::Unescape(const RawText& raw, absl::string_view* text) {
  *text = raw.text;
  if (!raw.has_escapes) return true;
  unescaped_.clear();
  if (!AppendUnescaped(raw.text, &unescaped_)) return FailMalformed();
  *text = unescaped_;
  return true;
}

bool JsonSource::ReadString(JsonValue& value, const JsonPath& path, absl::string_view* text) {
  simdjson::ondemand::raw_json_string raw;
  if (value.get_raw_json_string().get(raw) != simdjson::SUCCESS) {
    return Fail(path, "must be a string");
  }
  return Unescape(ReadRaw(raw.raw()), text);
}

bool JsonSource::CheckUnread(JsonValue& value) {
  std::size_t depth = 0;
  if (!IsValue(value, end_, &depth)) return FailMalformed();
  if (depth > std::size_t{kMaxJsonDepth}) return FailTooDeep();
  // simdjson skips the unread rest next. It may take a skipped string for a key.
  simdjson::ondemand::raw_json_string text;
  static_cast<void>(value.get_raw_json_string().get(text));
  return true;
}

bool JsonSource::FailNumber(JsonValue& value, const JsonPath& path) {
  if (!IsValue(value, end_)) return FailMalformed();
  return Fail(path, "is out of range");
}

bool IsNull(JsonValue& value) {
  bool is_null = false;
  return value.is_null().get(is_null) == simdjson::SUCCESS && is_null;
}

}  // namespace lossy::edge
