#include "edge/transcoding/json_struct.h"

#include <bit>
#include <cstdint>

#include "edge/transcoding/json_scalar.h"
#include "edge/transcoding/struct_fields.h"
#include "edge/transcoding/wire_fields.h"

namespace lossy::edge {
namespace {

namespace ondemand = simdjson::ondemand;

bool AppendNumber(JsonValue& value, const JsonPath& path, JsonSource* source, std::string* out) {
  double number;
  if (!ReadNumber(value, path, source, &number)) return false;
  AppendVarint(Tag(kNumberValue, WireType::kFixed64), out);
  AppendFixed64(std::bit_cast<std::uint64_t>(number), out);
  return true;
}

bool AppendString(JsonValue& value, const JsonPath& path, JsonSource* source, std::string* out) {
  absl::string_view text;
  if (!source->ReadString(value, path, &text)) return false;
  AppendStringField(kStringValue, text, out);
  return true;
}

bool AppendBool(JsonValue& value, JsonSource* source, std::string* out) {
  bool is_true;
  if (value.get_bool().get(is_true) != simdjson::SUCCESS) return source->FailMalformed();
  AppendVarint(Tag(kBoolValue, WireType::kVarint), out);
  AppendVarint(is_true ? 1 : 0, out);
  return true;
}

bool AppendNull(JsonValue& value, JsonSource* source, std::string* out) {
  if (!IsNull(value)) return source->FailMalformed();
  AppendVarint(Tag(kNullValue, WireType::kVarint), out);
  AppendVarint(0, out);
  return true;
}

// Appends a message field whose content `append` writes.
template <typename Append>
bool AppendMessageField(int number, std::string* out, Append append) {
  AppendVarint(Tag(number, WireType::kLength), out);
  const std::size_t begin = BeginLength(out);
  if (!append()) return false;
  EndLength(begin, out);
  return true;
}

bool AppendEntry(const RawText& raw_key, ondemand::field& field, const JsonPath& path, int depth,
                 JsonSource* source, std::string* out) {
  absl::string_view key;
  if (!source->Unescape(raw_key, &key)) return false;
  AppendStringField(kEntryKey, key, out);
  return AppendMessageField(kEntryValue, out, [&] {
    return AppendValueWire(field.value(), path, depth + 1, source, out);
  });
}

}  // namespace

bool AppendStructWire(JsonValue& value, const JsonPath& path, int depth, JsonSource* source,
                      std::string* out) {
  ondemand::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) {
    return source->Fail(path, "must be an object");
  }
  return AppendStructWire(object, &path, depth, source, out);
}

bool AppendStructWire(ondemand::object object, const JsonPath* path, int depth, JsonSource* source,
                      std::string* out) {
  if (depth > kMaxWireDepth) return source->FailTooDeep();
  for (auto item : object) {
    if (item.error() != simdjson::SUCCESS) return source->FailMalformed();
    ondemand::field& field = item.value_unsafe();
    const RawText key = source->ReadRaw(field.key().raw());
    const JsonPath entry{.parent = path, .key = key.text};
    const bool appended = AppendMessageField(
        kStructFields, out, [&] { return AppendEntry(key, field, entry, depth + 1, source, out); });
    if (!appended) return false;
  }
  return true;
}

bool AppendListWire(JsonValue& value, const JsonPath& path, int depth, JsonSource* source,
                    std::string* out) {
  ondemand::array list;
  if (value.get_array().get(list) != simdjson::SUCCESS) {
    return source->Fail(path, "must be a list");
  }
  if (depth > kMaxWireDepth) return source->FailTooDeep();
  JsonPath element_path{.parent = &path, .index = 0};
  for (auto item : list) {
    if (item.error() != simdjson::SUCCESS) return source->FailMalformed();
    JsonValue& element = item.value_unsafe();
    const bool appended = AppendMessageField(kListValues, out, [&] {
      return AppendValueWire(element, element_path, depth + 1, source, out);
    });
    if (!appended) return false;
    ++element_path.index;
  }
  return true;
}

bool AppendValueWire(JsonValue& value, const JsonPath& path, int depth, JsonSource* source,
                     std::string* out) {
  if (depth > kMaxWireDepth) return source->FailTooDeep();
  ondemand::json_type type;
  if (value.type().get(type) != simdjson::SUCCESS) return source->FailMalformed();
  switch (type) {
    case ondemand::json_type::number:
      return AppendNumber(value, path, source, out);
    case ondemand::json_type::string:
      return AppendString(value, path, source, out);
    case ondemand::json_type::boolean:
      return AppendBool(value, source, out);
    case ondemand::json_type::null:
      return AppendNull(value, source, out);
    case ondemand::json_type::object:
      return AppendMessageField(
          kStructValue, out, [&] { return AppendStructWire(value, path, depth + 1, source, out); });
    case ondemand::json_type::array:
      return AppendMessageField(
          kListValue, out, [&] { return AppendListWire(value, path, depth + 1, source, out); });
  }
  return source->FailMalformed();
}

}  // namespace lossy::edge
