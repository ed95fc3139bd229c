#include "edge/transcoding/json_scalar.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "edge/transcoding/json_bytes.h"
#include "edge/transcoding/timestamp.h"
#include "edge/transcoding/wire_fields.h"

namespace lossy::edge {
namespace {

bool IsNumber(JsonValue& value) {
  using simdjson::ondemand::json_type;
  json_type type;
  return value.type().get(type) == simdjson::SUCCESS && type == json_type::number;
}

// Returns false if the number has a fraction or does not fit.
template <typename T>
bool FromDouble(double number, T* integer) {
  // 2 to the power of T's bits is the first double that does not fit.
  const double limit = std::ldexp(1.0, std::numeric_limits<T>::digits);
  if (number < static_cast<double>(std::numeric_limits<T>::min()) || number >= limit) return false;
  *integer = static_cast<T>(number);
  return true;
}

template <typename T, typename From>
bool FromInteger(From number, T* integer) {
  *integer = static_cast<T>(number);
  return std::in_range<T>(number);
}

template <typename T>
bool ReadInteger(JsonValue& value, const JsonPath& path, JsonSource* source, T* integer) {
  constexpr absl::string_view kNoInteger = "must be an integer";
  if (!IsNumber(value)) return source->Fail(path, kNoInteger);
  // get_number is not used, because in simdjson 3.0 it returns 0 for a float of more than 19
  // digits.
  std::int64_t small;
  std::uint64_t large;
  double number;
  bool fits = false;
  if (value.get_int64().get(small) == simdjson::SUCCESS) {
    fits = FromInteger(small, integer);
  } else if (value.get_uint64().get(large) == simdjson::SUCCESS) {
    fits = FromInteger(large, integer);
  } else if (value.get_double().get(number) == simdjson::SUCCESS) {
    if (std::trunc(number) != number) return source->Fail(path, kNoInteger);
    fits = FromDouble(number, integer);
  } else {
    return source->FailNumber(value, path);
  }
  return fits || source->Fail(path, "is out of range");
}

// Reads an integer of type T, which `append` writes.
template <typename T, typename Append>
bool AppendInteger(JsonValue& value, const JsonPath& path, JsonSource* source, Append append) {
  T integer = 0;
  if (!ReadInteger(value, path, source, &integer)) return false;
  append(integer);
  return true;
}

bool AppendFloat(JsonValue& value, const JsonPath& path, JsonSource* source, std::string* out) {
  double number;
  if (!ReadNumber(value, path, source, &number)) return false;
  if (std::abs(number) > std::numeric_limits<float>::max()) {
    return source->Fail(path, "is out of range");
  }
  AppendFixed32(std::bit_cast<std::uint32_t>(static_cast<float>(number)), out);
  return true;
}

bool AppendDouble(JsonValue& value, const JsonPath& path, JsonSource* source, std::string* out) {
  double number;
  if (!ReadNumber(value, path, source, &number)) return false;
  AppendFixed64(std::bit_cast<std::uint64_t>(number), out);
  return true;
}

bool AppendBool(JsonValue& value, const JsonPath& path, JsonSource* source, std::string* out) {
  bool is_true;
  if (value.get_bool().get(is_true) != simdjson::SUCCESS) {
    return source->Fail(path, "must be true or false");
  }
  AppendVarint(is_true ? 1 : 0, out);
  return true;
}

bool AppendEnum(const EnumTable& enumeration, JsonValue& value, const JsonPath& path,
                JsonSource* source, std::string* out) {
  absl::string_view name;
  if (!source->ReadString(value, path, &name)) return false;
  const absl::optional<std::int32_t> number = enumeration.NumberOf(name);
  if (!number) {
    return source->Fail(path, absl::StrCat("must be one of ", enumeration.allowed()));
  }
  AppendVarint(static_cast<std::uint64_t>(std::int64_t{*number}), out);
  return true;
}

bool AppendString(JsonValue& value, const JsonPath& path, JsonSource* source, std::string* out) {
  absl::string_view text;
  if (!source->ReadString(value, path, &text)) return false;
  AppendVarint(text.size(), out);
  out->append(text.data(), text.size());
  return true;
}

bool AppendTimestamp(JsonValue& value, const JsonPath& path, JsonSource* source, std::string* out) {
  absl::string_view text;
  std::int64_t seconds;
  std::int32_t nanos;
  if (!source->ReadString(value, path, &text)) return false;
  if (!ParseTimestamp(text, &seconds, &nanos)) {
    return source->Fail(path, "must be a time such as 2025-10-25T12:00:00Z");
  }
  const std::size_t begin = BeginLength(out);
  AppendVarint(Tag(1, WireType::kVarint), out);
  AppendVarint(static_cast<std::uint64_t>(seconds), out);
  AppendVarint(Tag(2, WireType::kVarint), out);
  AppendVarint(static_cast<std::uint64_t>(nanos), out);
  EndLength(begin, out);
  return true;
}

}  // namespace

bool ReadNumber(JsonValue& value, const JsonPath& path, JsonSource* source, double* number) {
  if (!IsNumber(value)) return source->Fail(path, "must be a number");
  return value.get_double().get(*number) == simdjson::SUCCESS || source->FailNumber(value, path);
}

bool ReadByte(JsonValue& value, const JsonPath& path, JsonSource* source, char* byte) {
  std::uint8_t integer = 0;
  if (!ReadInteger(value, path, source, &integer)) return false;
  *byte = static_cast<char>(integer);
  return true;
}

bool AppendScalarWire(const Field& field, JsonValue& value, const JsonPath& path,
                      JsonSource* source, std::string* out) {
  const auto varint = [out](auto v) { AppendVarint(static_cast<std::uint64_t>(v), out); };
  const auto zigzag = [out](auto v) { AppendVarint(ZigZag(v), out); };
  const auto fixed32 = [out](auto v) { AppendFixed32(static_cast<std::uint32_t>(v), out); };
  const auto fixed64 = [out](auto v) { AppendFixed64(static_cast<std::uint64_t>(v), out); };
  switch (field.kind) {
    case FieldKind::kBool:
      return AppendBool(value, path, source, out);
    case FieldKind::kInt32:
      return AppendInteger<std::int32_t>(value, path, source, varint);
    case FieldKind::kInt64:
      return AppendInteger<std::int64_t>(value, path, source, varint);
    case FieldKind::kUint32:
      return AppendInteger<std::uint32_t>(value, path, source, varint);
    case FieldKind::kUint64:
      return AppendInteger<std::uint64_t>(value, path, source, varint);
    case FieldKind::kSint32:
      return AppendInteger<std::int32_t>(value, path, source, zigzag);
    case FieldKind::kSint64:
      return AppendInteger<std::int64_t>(value, path, source, zigzag);
    case FieldKind::kFixed32:
      return AppendInteger<std::uint32_t>(value, path, source, fixed32);
    case FieldKind::kFixed64:
      return AppendInteger<std::uint64_t>(value, path, source, fixed64);
    case FieldKind::kSfixed32:
      return AppendInteger<std::int32_t>(value, path, source, fixed32);
    case FieldKind::kSfixed64:
      return AppendInteger<std::int64_t>(value, path, source, fixed64);
    case FieldKind::kFloat:
      return AppendFloat(value, path, source, out);
    case FieldKind::kDouble:
      return AppendDouble(value, path, source, out);
    case FieldKind::kEnum:
      return AppendEnum(*field.enumeration, value, path, source, out);
    case FieldKind::kBytes:
      return AppendBytesWire(value, path, source, out);
    case FieldKind::kTimestamp:
      return AppendTimestamp(value, path, source, out);
    default:
      return AppendString(value, path, source, out);
  }
}

}  // namespace lossy::edge
