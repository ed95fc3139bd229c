#include "edge/transcoding/wire_scalar.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace lossy::edge {
namespace {

constexpr std::size_t kLongestNumber = 32;

template <typename T>
void AppendNumber(T value, std::string* out) {
  char buffer[kLongestNumber];
  const std::to_chars_result result = std::to_chars(buffer, buffer + kLongestNumber, value);
  out->append(buffer, result.ptr - buffer);
}

template <typename T>
void AppendFloating(T value, std::string* out) {
  if (std::isfinite(value)) {
    AppendNumber(value, out);
  } else {
    out->append("null");
  }
}

std::int64_t UnZigZag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

void AppendEnum(const EnumTable& enumeration, std::int32_t number, std::string* out) {
  const absl::string_view name = enumeration.NameOf(number);
  if (number == 0) {
    out->append("null");
  } else if (name.empty()) {
    AppendNumber(number, out);
  } else {
    // The name comes from an identifier, so it needs no escaping.
    out->push_back('"');
    out->append(name.data(), name.size());
    out->push_back('"');
  }
}

void AppendVarintJson(const Field& field, std::uint64_t value, std::string* out) {
  switch (field.kind) {
    case FieldKind::kBool:
      out->append(value != 0 ? "true" : "false");
      return;
    case FieldKind::kInt32:
      return AppendNumber(static_cast<std::int32_t>(value), out);
    case FieldKind::kUint32:
      return AppendNumber(static_cast<std::uint32_t>(value), out);
    case FieldKind::kUint64:
      return AppendNumber(value, out);
    case FieldKind::kSint32:
      return AppendNumber(UnZigZag(static_cast<std::uint32_t>(value)), out);
    case FieldKind::kSint64:
      return AppendNumber(UnZigZag(value), out);
    case FieldKind::kEnum:
      return AppendEnum(*field.enumeration, static_cast<std::int32_t>(value), out);
    default:
      return AppendNumber(static_cast<std::int64_t>(value), out);
  }
}

void AppendFixed32Json(FieldKind kind, std::uint32_t value, std::string* out) {
  if (kind == FieldKind::kFloat) return AppendFloating(std::bit_cast<float>(value), out);
  if (kind == FieldKind::kFixed32) return AppendNumber(value, out);
  AppendNumber(static_cast<std::int32_t>(value), out);
}

void AppendFixed64Json(FieldKind kind, std::uint64_t value, std::string* out) {
  if (kind == FieldKind::kDouble) return AppendFloating(std::bit_cast<double>(value), out);
  if (kind == FieldKind::kFixed64) return AppendNumber(value, out);
  AppendNumber(static_cast<std::int64_t>(value), out);
}

}  // namespace

WireType WireTypeOf(FieldKind kind) {
  switch (kind) {
    case FieldKind::kFixed32:
    case FieldKind::kSfixed32:
    case FieldKind::kFloat:
      return WireType::kFixed32;
    case FieldKind::kFixed64:
    case FieldKind::kSfixed64:
    case FieldKind::kDouble:
      return WireType::kFixed64;
    default:
      return kind > FieldKind::kEnum ? WireType::kLength : WireType::kVarint;
  }
}

bool AppendScalarJson(const Field& field, WireReader* reader, std::string* out) {
  std::uint64_t wide;
  std::uint32_t narrow;
  switch (WireTypeOf(field.kind)) {
    case WireType::kFixed32:
      if (!reader->ReadFixed32(&narrow)) return false;
      AppendFixed32Json(field.kind, narrow, out);
      return true;
    case WireType::kFixed64:
      if (!reader->ReadFixed64(&wide)) return false;
      AppendFixed64Json(field.kind, wide, out);
      return true;
    default:
      if (!reader->ReadVarint(&wide)) return false;
      AppendVarintJson(field, wide, out);
      return true;
  }
}

void AppendJsonNumber(double value, std::string* out) { AppendFloating(value, out); }

}  // namespace lossy::edge
