#include "edge/transcoding/wire_to_json.h"

#include <cstdint>

#include "absl/container/inlined_vector.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "edge/transcoding/json_scanner.h"
#include "edge/transcoding/json_string.h"
#include "edge/transcoding/timestamp.h"
#include "edge/transcoding/wire_reader.h"
#include "edge/transcoding/wire_scalar.h"
#include "edge/transcoding/wire_struct.h"

namespace lossy::edge {
namespace {

// The position of a field in the wire form.
struct Slot {
  // The first tag, or nullptr before it is found.
  const char* begin = nullptr;
  // The position behind the last tag.
  const char* value = nullptr;
  // The position behind the last value.
  const char* end = nullptr;
  bool once = true;

  absl::string_view all() const { return absl::string_view(begin, end - begin); }
  absl::string_view last() const { return absl::string_view(value, end - value); }
};

using Slots = absl::InlinedVector<Slot, 24>;

bool IsExpected(const Field& field, WireType type) {
  return type == WireTypeOf(field.kind) ||
         (field.repeated && field.packable() && type == WireType::kLength);
}

// A later member of a oneof unsets the other members.
void UnsetOthers(const MessageTable& table, int index, Slots* slots) {
  const int oneof = table.fields()[index].oneof;
  if (oneof < 0) return;
  for (std::size_t i = 0; i < slots->size(); ++i) {
    const bool other = static_cast<int>(i) != index;
    if (other && table.fields()[i].oneof == oneof) (*slots)[i] = Slot();
  }
}

bool Locate(const MessageTable& table, absl::string_view wire, Slots* slots) {
  WireReader reader(wire);
  while (!reader.done()) {
    const char* const begin = reader.position();
    std::uint32_t number;
    WireType type;
    if (!reader.ReadTag(&number, &type)) return false;
    const char* const value = reader.position();
    if (!reader.Skip(type)) return false;
    const int index = table.IndexOf(number);
    if (index < 0 || !IsExpected(table.fields()[index], type)) continue;
    Slot& slot = (*slots)[index];
    slot.once = slot.begin == nullptr;
    if (slot.once) slot.begin = begin;
    slot.value = value;
    slot.end = reader.position();
    UnsetOthers(table, index, slots);
  }
  return true;
}

bool AppendMessage(const MessageTable& table, absl::string_view wire, int depth, std::string* out);

bool AppendTimestamp(absl::string_view wire, std::string* out) {
  constexpr std::uint32_t kSeconds = 1, kNanos = 2;
  std::uint64_t seconds = 0, nanos = 0;
  WireReader reader(wire);
  while (!reader.done()) {
    std::uint32_t number;
    WireType type;
    if (!reader.ReadTag(&number, &type)) return false;
    const bool known = type == WireType::kVarint && (number == kSeconds || number == kNanos);
    std::uint64_t* const target = number == kSeconds ? &seconds : &nanos;
    if (!(known ? reader.ReadVarint(target) : reader.Skip(type))) return false;
  }
  return AppendTimestampJson(static_cast<std::int64_t>(seconds), static_cast<std::int64_t>(nanos),
                             out);
}

void AppendBytes(absl::string_view bytes, std::string* out) {
  std::string text;
  absl::Base64Escape(bytes, &text);
  out->push_back('"');
  out->append(text);
  out->push_back('"');
}

// Appends the JSON of a length-delimited field.
bool AppendContent(const Field& field, absl::string_view content, int depth, std::string* out) {
  switch (field.kind) {
    case FieldKind::kString:
      AppendJsonString(content, out);
      return true;
    case FieldKind::kBytes:
      AppendBytes(content, out);
      return true;
    case FieldKind::kTimestamp:
      return AppendTimestamp(content, out);
    case FieldKind::kValue:
      return AppendValueJson(content, depth, out);
    case FieldKind::kListValue:
      return AppendListJson(content, depth, out);
    default:
      return AppendMessage(*field.message, content, depth, out);
  }
}

bool AppendOne(const Field& field, WireReader* reader, int depth, std::string* out) {
  if (field.packable()) return AppendScalarJson(field, reader, out);
  absl::string_view content;
  return reader->ReadLength(&content) && AppendContent(field, content, depth, out);
}

bool AppendPacked(const Field& field, absl::string_view packed, std::string* out) {
  WireReader reader(packed);
  while (!reader.done()) {
    if (!AppendScalarJson(field, &reader, out)) return false;
    out->push_back(',');
  }
  return true;
}

bool AppendEntry(const Field& map, absl::string_view entry, int depth, std::string* out) {
  const MessageTable& table = *map.message;
  const Field& value = table.fields()[1];
  Slots slots(2);
  if (!Locate(table, entry, &slots)) return false;
  WireReader key_reader(slots[0].last());
  absl::string_view name;
  if (slots[0].begin != nullptr && !key_reader.ReadLength(&name)) return false;
  AppendJsonString(name, out);
  out->push_back(':');
  if (slots[1].begin != nullptr) {
    WireReader value_reader(slots[1].last());
    return AppendOne(value, &value_reader, depth, out);
  }
  if (!value.packable()) return AppendContent(value, "", depth, out);
  out->append(value.unset);
  return true;
}

// Appends one occurrence of a repeated field or a map, with a comma behind each element.
bool AppendElements(const Field& field, WireType type, WireReader* reader, int depth,
                    std::string* out) {
  absl::string_view content;
  if (field.packable() && type == WireType::kLength) {
    return reader->ReadLength(&content) && AppendPacked(field, content, out);
  }
  if (field.kind == FieldKind::kMap) {
    if (!reader->ReadLength(&content) || !AppendEntry(field, content, depth, out)) return false;
  } else if (!AppendOne(field, reader, depth, out)) {
    return false;
  }
  out->push_back(',');
  return true;
}

// Appends a repeated field or a map. Other fields may be between its elements on the wire.
bool AppendAll(const Field& field, const Slot& slot, int depth, std::string* out) {
  if (depth >= kMaxJsonDepth) return false;
  const bool map = field.kind == FieldKind::kMap;
  out->push_back(map ? '{' : '[');
  WireReader reader(slot.all());
  while (!reader.done()) {
    std::uint32_t number;
    WireType type;
    if (!reader.ReadTag(&number, &type)) return false;
    const bool wanted =
        number == static_cast<std::uint32_t>(field.number) && IsExpected(field, type);
    if (!wanted && !reader.Skip(type)) return false;
    if (wanted && !AppendElements(field, type, &reader, depth + 1, out)) return false;
  }
  CloseJson(map ? '}' : ']', out);
  return true;
}

// A message field that occurs several times is merged. The wire format merges messages by
// concatenation.
bool AppendMerged(const Field& field, const Slot& slot, int depth, std::string* out) {
  std::string sum;
  WireReader reader(slot.all());
  while (!reader.done()) {
    std::uint32_t number;
    WireType type;
    absl::string_view content;
    if (!reader.ReadTag(&number, &type)) return false;
    const bool wanted =
        number == static_cast<std::uint32_t>(field.number) && type == WireType::kLength;
    if (!(wanted ? reader.ReadLength(&content) : reader.Skip(type))) return false;
    sum.append(content.data(), content.size());
  }
  return AppendContent(field, sum, depth, out);
}

bool AppendField(const Field& field, const Slot& slot, int depth, std::string* out) {
  if (field.repeated || field.kind == FieldKind::kMap) return AppendAll(field, slot, depth, out);
  if (!slot.once && field.kind > FieldKind::kBytes) return AppendMerged(field, slot, depth, out);
  WireReader reader(slot.last());
  return AppendOne(field, &reader, depth, out);
}

bool AppendMessage(const MessageTable& table, absl::string_view wire, int depth, std::string* out) {
  if (table.is_struct()) return AppendStructJson(wire, depth, out);
  if (depth >= kMaxJsonDepth) return false;
  Slots slots(table.fields().size());
  if (!Locate(table, wire, &slots)) return false;
  out->push_back('{');
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const Field& field = table.fields()[i];
    const bool set = slots[i].begin != nullptr;
    if (!set && field.unset.empty()) continue;
    out->append(field.json_key);
    if (!set) {
      out->append(field.unset);
    } else if (!AppendField(field, slots[i], depth + 1, out)) {
      return false;
    }
    out->push_back(',');
  }
  CloseJson('}', out);
  return true;
}

}  // namespace

absl::Status WireToJson(const MessageTable& table, absl::string_view wire, std::string* out) {
  if (AppendMessage(table, wire, 0, out)) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("a malformed ", table.full_name()));
}

}  // namespace lossy::edge
