#include "contract/diff/value_type.h"

#include "absl/strings/str_cat.h"

namespace lossy::contract {
namespace {

absl::string_view KindText(ValueKind kind) {
  switch (kind) {
    case ValueKind::kBoolean:
      return "boolean";
    case ValueKind::kInteger:
      return "integer";
    case ValueKind::kNumber:
      return "number";
    case ValueKind::kString:
      return "string";
    case ValueKind::kBytes:
      return "base64 string";
    case ValueKind::kEnum:
      return "enum";
    case ValueKind::kMessage:
      return "object";
    case ValueKind::kTimestamp:
      return "timestamp";
    case ValueKind::kObject:
      return "free object";
    case ValueKind::kAny:
      return "any value";
    case ValueKind::kList:
      break;
  }
  return "free list";
}

bool KindFits(ValueKind reader, ValueKind writer) {
  return reader == writer || (reader == ValueKind::kNumber && writer == ValueKind::kInteger) ||
         (reader == ValueKind::kObject && writer == ValueKind::kMessage);
}

}  // namespace

std::string TypeText(const MessageField& field) {
  const absl::string_view kind = KindText(field.kind);
  if (field.map) return absl::StrCat("map of ", kind);
  return field.repeated ? absl::StrCat("list of ", kind) : std::string(kind);
}

bool CanRead(const MessageField& reader, const MessageField& writer) {
  const bool reader_is_single = !reader.map && !reader.repeated;
  if (reader_is_single && reader.kind == ValueKind::kAny) return true;
  if (reader.map != writer.map || reader.repeated != writer.repeated) return false;
  return KindFits(reader.kind, writer.kind);
}

bool RangeFits(const MessageField& reader, const MessageField& writer) {
  if (reader.kind != ValueKind::kInteger || writer.kind != ValueKind::kInteger) return true;
  return reader.minimum <= writer.minimum && reader.maximum >= writer.maximum;
}

}  // namespace lossy::contract
