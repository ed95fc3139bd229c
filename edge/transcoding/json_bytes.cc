#include "edge/transcoding/json_bytes.h"

#include "absl/strings/str_cat.h"
#include "edge/transcoding/base64.h"
#include "edge/transcoding/json_scalar.h"
#include "edge/transcoding/wire_fields.h"

namespace lossy::edge {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr absl::string_view kNoBytes =
    "must be base64, a list of numbers from 0 to 255 or an object of them";

bool AppendText(JsonValue& value, const JsonPath& path, JsonSource* source, std::string* out) {
  absl::string_view text;
  if (!source->ReadString(value, path, &text)) return false;
  return AppendBase64Decoded(text, out) || source->Fail(path, kNoBytes);
}

bool AppendList(JsonValue& value, const JsonPath& path, JsonSource* source, std::string* out) {
  ondemand::array list;
  if (value.get_array().get(list) != simdjson::SUCCESS) return source->FailMalformed();
  JsonPath element_path{.parent = &path, .index = 0};
  for (auto item : list) {
    char byte;
    if (item.error() != simdjson::SUCCESS) return source->FailMalformed();
    JsonValue& element = item.value_unsafe();
    if (!ReadByte(element, element_path, source, &byte)) return false;
    out->push_back(byte);
    ++element_path.index;
  }
  return true;
}

// JavaScript writes the keys in ascending order.
bool AppendObject(JsonValue& value, const JsonPath& path, JsonSource* source, std::string* out) {
  ondemand::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) return source->FailMalformed();
  int index = 0;
  for (auto item : object) {
    char byte;
    if (item.error() != simdjson::SUCCESS) return source->FailMalformed();
    ondemand::field& field = item.value_unsafe();
    const absl::string_view key = source->ReadRaw(field.key().raw()).text;
    if (key != absl::AlphaNum(index++).Piece()) return source->Fail(path, kNoBytes);
    const JsonPath element_path{.parent = &path, .key = key};
    if (!ReadByte(field.value(), element_path, source, &byte)) return false;
    out->push_back(byte);
  }
  return true;
}

bool AppendContent(JsonValue& value, const JsonPath& path, JsonSource* source, std::string* out) {
  ondemand::json_type type;
  if (value.type().get(type) != simdjson::SUCCESS) return source->FailMalformed();
  switch (type) {
    case ondemand::json_type::string:
      return AppendText(value, path, source, out);
    case ondemand::json_type::array:
      return AppendList(value, path, source, out);
    case ondemand::json_type::object:
      return AppendObject(value, path, source, out);
    default:
      return source->Fail(path, kNoBytes);
  }
}

}  // namespace

bool AppendBytesWire(JsonValue& value, const JsonPath& path, JsonSource* source, std::string* out) {
  const std::size_t begin = BeginLength(out);
  if (!AppendContent(value, path, source, out)) return false;
  EndLength(begin, out);
  return true;
}

}  // namespace lossy::edge
