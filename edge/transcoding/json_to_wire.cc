#include "edge/transcoding/json_to_wire.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/error/error.h"
#include "edge/transcoding/json_scalar.h"
#include "edge/transcoding/json_scanner.h"
#include "edge/transcoding/json_source.h"
#include "edge/transcoding/json_struct.h"
#include "edge/transcoding/wire_fields.h"
#include "edge/transcoding/wire_scalar.h"

namespace lossy::edge {
namespace {

namespace ondemand = simdjson::ondemand;

static_assert(kJsonPadding == simdjson::SIMDJSON_PADDING);

// A parser takes five times the memory of the longest text that it has parsed.
constexpr std::size_t kLeastCapacity = std::size_t{16} << 10;
constexpr std::size_t kKeptCapacity = std::size_t{256} << 10;

class Transcoder {
 public:
  // `unknown` is nullptr if the caller does not want unknown keys.
  Transcoder(JsonSource* source, std::string* out, UnknownKeys* unknown)
      : source_(source), out_(out), unknown_(unknown) {}

  // `path` is nullptr for the payload itself.
  bool AppendObject(const MessageTable& table, ondemand::object object, const JsonPath* path,
                    int depth);

 private:
  bool CheckRequired(const MessageTable& table, std::uint64_t seen, const JsonPath* path);
  bool AppendMember(const Field* known, JsonValue& value, const JsonPath& path, int depth);
  bool AppendMessage(const MessageTable& table, JsonValue& value, const JsonPath& path, int depth);
  bool AppendMap(const Field& map, JsonValue& value, const JsonPath& path, int depth);
  bool AppendEntry(const Field& map, const RawText& raw_key, JsonValue& value, const JsonPath& path,
                   int depth);
  bool AppendRepeated(const Field& field, JsonValue& value, const JsonPath& path, int depth);
  bool AppendPacked(const Field& field, ondemand::array list, const JsonPath& path);
  bool AppendOne(const Field& field, JsonValue& value, const JsonPath& path, int depth);
  bool AppendWithLength(const Field& field, JsonValue& value, const JsonPath& path, int depth);

  JsonSource* const source_;
  std::string* const out_;
  UnknownKeys* const unknown_;
};

bool Transcoder::AppendObject(const MessageTable& table, ondemand::object object,
                              const JsonPath* path, int depth) {
  if (table.is_struct()) return AppendStructWire(object, path, depth, source_, out_);
  if (depth >= kMaxJsonDepth) return source_->FailTooDeep();
  std::size_t next = 0;
  std::uint64_t seen = 0;  // A bit for each of the first 64 fields that is set once it was read.
  for (auto item : object) {
    if (item.error() != simdjson::SUCCESS) return source_->FailMalformed();
    ondemand::field& field = item.value_unsafe();
    const RawText raw = source_->ReadRaw(field.key().raw());
    const JsonPath member{.parent = path, .key = raw.text};
    absl::string_view key;
    if (!source_->Unescape(raw, &key)) return false;
    const Field* const known = table.FindByName(key, &next);
    if (known == nullptr && unknown_ != nullptr && !unknown_->full()) {
      unknown_->Add(table, path == nullptr ? std::string() : PathText(*path), key);
    }
    if (!AppendMember(known, field.value(), member, depth + 1)) return false;
    const std::ptrdiff_t index = known == nullptr ? 64 : known - table.fields().data();
    if (index < 64) seen |= std::uint64_t{1} << index;
  }
  return CheckRequired(table, seen, path);
}

bool Transcoder::CheckRequired(const MessageTable& table, std::uint64_t seen,
                               const JsonPath* path) {
  const std::uint64_t missing = table.required() & ~seen;
  if (missing == 0) return true;
  const std::string& name = table.fields()[std::countr_zero(missing)].name;
  return source_->Fail({.parent = path, .key = name}, "is required; null is a value");
}

bool Transcoder::AppendMember(const Field* known, JsonValue& value, const JsonPath& path,
                              int depth) {
  if (known == nullptr) return source_->CheckUnread(value);
  if (IsNull(value)) return true;
  if (known->kind == FieldKind::kMap) return AppendMap(*known, value, path, depth);
  if (known->repeated) return AppendRepeated(*known, value, path, depth);
  return AppendOne(*known, value, path, depth);
}

bool Transcoder::AppendMap(const Field& map, JsonValue& value, const JsonPath& path, int depth) {
  ondemand::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) {
    return source_->Fail(path, "must be an object");
  }
  if (depth >= kMaxJsonDepth) return source_->FailTooDeep();
  const FieldKind value_kind = map.message->fields()[1].kind;
  for (auto item : object) {
    if (item.error() != simdjson::SUCCESS) return source_->FailMalformed();
    ondemand::field& entry = item.value_unsafe();
    const RawText key = source_->ReadRaw(entry.key().raw());
    const JsonPath entry_path{.parent = &path, .key = key.text};
    if (value_kind != FieldKind::kValue && IsNull(entry.value())) continue;
    if (!AppendEntry(map, key, entry.value(), entry_path, depth + 1)) return false;
  }
  return true;
}

bool Transcoder::AppendEntry(const Field& map, const RawText& raw_key, JsonValue& value,
                             const JsonPath& path, int depth) {
  absl::string_view key;
  if (!source_->Unescape(raw_key, &key)) return false;
  const std::vector<Field>& fields = map.message->fields();
  AppendVarint(Tag(map.number, WireType::kLength), out_);
  const std::size_t begin = BeginLength(out_);
  AppendStringField(fields[0].number, key, out_);
  if (!AppendOne(fields[1], value, path, depth)) return false;
  EndLength(begin, out_);
  return true;
}

bool Transcoder::AppendRepeated(const Field& field, JsonValue& value, const JsonPath& path,
                                int depth) {
  ondemand::array list;
  if (value.get_array().get(list) != simdjson::SUCCESS) {
    return source_->Fail(path, "must be a list");
  }
  if (depth >= kMaxJsonDepth) return source_->FailTooDeep();
  if (field.packable()) return AppendPacked(field, list, path);
  JsonPath element_path{.parent = &path, .index = 0};
  for (auto item : list) {
    if (item.error() != simdjson::SUCCESS) return source_->FailMalformed();
    JsonValue& element = item.value_unsafe();
    if (!AppendOne(field, element, element_path, depth + 1)) return false;
    ++element_path.index;
  }
  return true;
}

bool Transcoder::AppendPacked(const Field& field, ondemand::array list, const JsonPath& path) {
  AppendVarint(Tag(field.number, WireType::kLength), out_);
  const std::size_t begin = BeginLength(out_);
  JsonPath element_path{.parent = &path, .index = 0};
  for (auto item : list) {
    if (item.error() != simdjson::SUCCESS) return source_->FailMalformed();
    JsonValue& element = item.value_unsafe();
    if (!AppendScalarWire(field, element, element_path, source_, out_)) return false;
    ++element_path.index;
  }
  EndLength(begin, out_);
  return true;
}

bool Transcoder::AppendOne(const Field& field, JsonValue& value, const JsonPath& path, int depth) {
  AppendVarint(Tag(field.number, WireTypeOf(field.kind)), out_);
  if (field.kind <= FieldKind::kBytes || field.kind == FieldKind::kTimestamp) {
    return AppendScalarWire(field, value, path, source_, out_);
  }
  return AppendWithLength(field, value, path, depth);
}

bool Transcoder::AppendWithLength(const Field& field, JsonValue& value, const JsonPath& path,
                                  int depth) {
  const std::size_t begin = BeginLength(out_);
  bool appended = false;
  if (field.kind == FieldKind::kValue) {
    appended = AppendValueWire(value, path, depth, source_, out_);
  } else if (field.kind == FieldKind::kListValue) {
    appended = AppendListWire(value, path, depth, source_, out_);
  } else {
    appended = AppendMessage(*field.message, value, path, depth);
  }
  EndLength(begin, out_);
  return appended;
}

bool Transcoder::AppendMessage(const MessageTable& table, JsonValue& value, const JsonPath& path,
                               int depth) {
  ondemand::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) {
    return source_->Fail(path, "must be an object");
  }
  return AppendObject(table, object, &path, depth);
}

bool AppendPayload(const MessageTable& table, absl::string_view json, ondemand::parser* parser,
                   JsonSource* source, std::string* out, UnknownKeys* unknown) {
  ondemand::document document;
  const simdjson::error_code malformed =
      parser->iterate(json.data(), json.size(), json.size() + kJsonPadding).get(document);
  if (malformed != simdjson::SUCCESS) return source->FailMalformed();
  ondemand::object object;
  const simdjson::error_code error = document.get_object().get(object);
  if (error == simdjson::INCORRECT_TYPE) {
    return source->Fail({.key = "payload"}, "must be an object");
  }
  if (error != simdjson::SUCCESS) return source->FailMalformed();
  if (!Transcoder(source, out, unknown).AppendObject(table, object, nullptr, 0)) return false;
  const bool at_end = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  return at_end || source->FailMalformed();
}

}  // namespace

absl::Status JsonToWire(const MessageTable& table, absl::string_view json, std::string* out,
                        UnknownKeys* unknown) {
  if (json == "null") {
    static const PaddedJson& empty = *new PaddedJson("{}");
    return table.required() == 0 ? absl::OkStatus() : JsonToWire(table, empty.view(), out);
  }
  thread_local ondemand::parser parser;
  const std::size_t needed = std::max(kLeastCapacity, std::bit_ceil(json.size()));
  if (parser.capacity() < needed && parser.allocate(needed) != simdjson::SUCCESS) {
    return absl::ResourceExhaustedError("a payload is too large to be read");
  }
  JsonSource source(json);
  AppendPayload(table, json, &parser, &source, out, unknown);
  if (parser.capacity() > kKeptCapacity) parser = ondemand::parser();
  return source.status();
}

}  // namespace lossy::edge
