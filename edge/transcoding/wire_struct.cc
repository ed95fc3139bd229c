#include "edge/transcoding/wire_struct.h"

#include <bit>
#include <cstdint>

#include "edge/transcoding/json_scanner.h"
#include "edge/transcoding/json_string.h"
#include "edge/transcoding/struct_fields.h"
#include "edge/transcoding/wire_reader.h"
#include "edge/transcoding/wire_scalar.h"

namespace lossy::edge {
namespace {

struct WireField {
  std::uint32_t number = 0;
  std::uint64_t bits = 0;
  absl::string_view bytes;
};

bool ReadField(WireReader* reader, WireField* field) {
  WireType type;
  if (!reader->ReadTag(&field->number, &type)) return false;
  switch (type) {
    case WireType::kVarint:
      return reader->ReadVarint(&field->bits);
    case WireType::kFixed64:
      return reader->ReadFixed64(&field->bits);
    case WireType::kLength:
      return reader->ReadLength(&field->bytes);
    default:
      return reader->Skip(type);
  }
}

// The fields `key` and `value` of a map's entry.
bool ReadEntry(absl::string_view wire, absl::string_view* key, absl::string_view* value) {
  WireReader reader(wire);
  while (!reader.done()) {
    WireField field;
    if (!ReadField(&reader, &field)) return false;
    if (field.number == kEntryKey) *key = field.bytes;
    if (field.number == kEntryValue) *value = field.bytes;
  }
  return true;
}

}  // namespace

bool AppendStructJson(absl::string_view wire, int depth, std::string* out) {
  if (depth >= kMaxJsonDepth) return false;
  out->push_back('{');
  WireReader reader(wire);
  while (!reader.done()) {
    WireField entry;
    absl::string_view key, value;
    if (!ReadField(&reader, &entry)) return false;
    if (entry.number != kStructFields) continue;
    if (!ReadEntry(entry.bytes, &key, &value)) return false;
    AppendJsonString(key, out);
    out->push_back(':');
    if (!AppendValueJson(value, depth + 1, out)) return false;
    out->push_back(',');
  }
  CloseJson('}', out);
  return true;
}

bool AppendListJson(absl::string_view wire, int depth, std::string* out) {
  if (depth >= kMaxJsonDepth) return false;
  out->push_back('[');
  WireReader reader(wire);
  while (!reader.done()) {
    WireField value;
    if (!ReadField(&reader, &value)) return false;
    if (value.number != kListValues) continue;
    if (!AppendValueJson(value.bytes, depth + 1, out)) return false;
    out->push_back(',');
  }
  CloseJson(']', out);
  return true;
}

bool AppendValueJson(absl::string_view wire, int depth, std::string* out) {
  WireReader reader(wire);
  // The fields are one oneof: the last one counts.
  WireField last;
  while (!reader.done()) {
    WireField field;
    if (!ReadField(&reader, &field)) return false;
    if (field.number <= kListValue) last = field;
  }
  switch (last.number) {
    case kNumberValue:
      AppendJsonNumber(std::bit_cast<double>(last.bits), out);
      return true;
    case kStringValue:
      AppendJsonString(last.bytes, out);
      return true;
    case kBoolValue:
      out->append(last.bits != 0 ? "true" : "false");
      return true;
    case kStructValue:
      return AppendStructJson(last.bytes, depth, out);
    case kListValue:
      return AppendListJson(last.bytes, depth, out);
    default:
      out->append("null");
      return true;
  }
}

}  // namespace lossy::edge
