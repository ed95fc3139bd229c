#include "contract/schema/schema.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "contract/model/error_reason.h"

namespace lossy::contract {
namespace {

// The reader of a schema sees the unit, whatever the comment says.
constexpr char kUnit[] = "x-unit";
constexpr char kBinary[] = "x-binary";
// The method needs the value, although the edge accepts a message without the key.
constexpr char kRequired[] = "x-required";
constexpr char kOneof[] = "x-oneof";

bool IsBound(const MessageField& field, const std::vector<std::string>& bound) {
  return std::find(bound.begin(), bound.end(), field.name) != bound.end();
}

JsonValue EnumSchema(const EnumType& enumeration, Direction direction) {
  JsonValue names = JsonValue::List();
  for (const EnumValue& value : enumeration.values) {
    if (value.alias && direction == Direction::kToClient) continue;
    names.Add(value.name);
  }
  names.Add(JsonValue());
  return JsonValue::Object({{"enum", std::move(names)}});
}

JsonValue BytesSchema(Direction direction) {
  JsonValue base64 = JsonValue::Object({{"type", "string"}, {"contentEncoding", "base64"}});
  if (direction == Direction::kToClient) return base64;
  const JsonValue byte = JsonValue::Object({{"type", "integer"}, {"minimum", 0}, {"maximum", 255}});
  JsonValue forms = JsonValue::List({
      std::move(base64),
      JsonValue::Object({{"type", "array"}, {"items", byte}}),
      JsonValue::Object({{"type", "object"}, {"additionalProperties", byte}}),
  });
  return JsonValue::Object({{"anyOf", std::move(forms)}});
}

JsonValue TypeSchema(absl::string_view type) { return JsonValue::Object({{"type", type}}); }

// The limits of 64 bits are no exact numbers in JavaScript, so they are left out.
JsonValue IntegerSchema(const MessageField& field) {
  const bool is_long = field.maximum > std::numeric_limits<std::uint32_t>::max();
  JsonValue schema = TypeSchema("integer");
  if (is_long) schema.Set("format", field.minimum == 0 ? "uint64" : "int64");
  if (!is_long || field.minimum == 0) schema.Set("minimum", field.minimum);
  if (!is_long) schema.Set("maximum", field.maximum);
  return schema;
}

// Returns the type of a value with a schema of the form {"type": …}, or "".
absl::string_view PlainType(const MessageField& field, Direction direction) {
  if (field.repeated) return "array";
  if (field.map) return "object";
  switch (field.kind) {
    case ValueKind::kBoolean:
      return "boolean";
    case ValueKind::kInteger:
      return "integer";
    case ValueKind::kNumber:
      return "number";
    case ValueKind::kBytes:
      return direction == Direction::kToClient ? "string" : "";
    case ValueKind::kString:
    case ValueKind::kTimestamp:
      return "string";
    case ValueKind::kObject:
      return "object";
    case ValueKind::kList:
      return "array";
    case ValueKind::kEnum:
    case ValueKind::kMessage:
    case ValueKind::kAny:
      return "";
  }
  return "";
}

// Returns `schema` or null. Null is already a value of an enum, and of any value.
JsonValue Nullable(const MessageField& field, Direction direction, JsonValue schema) {
  const absl::string_view type = PlainType(field, direction);
  if (!type.empty()) return schema.Set("type", JsonValue::List({type, "null"}));
  if (field.kind == ValueKind::kAny || field.kind == ValueKind::kEnum) return schema;
  return JsonValue::Object({{"anyOf", JsonValue::List({std::move(schema), TypeSchema("null")})}});
}

JsonValue FieldSchema(const MessageField& field, Direction direction, absl::string_view prefix) {
  JsonValue schema = ValueSchema(field, direction, prefix);
  if (field.repeated) {
    schema = JsonValue::Object({{"type", "array"}, {"items", std::move(schema)}});
  } else if (field.map) {
    schema = JsonValue::Object({{"type", "object"}, {"additionalProperties", std::move(schema)}});
  }
  // Null from a client is the same as absent.
  const bool nullable = direction == Direction::kFromClient || field.nullable;
  if (nullable) schema = Nullable(field, direction, std::move(schema));
  schema.SetText("description", field.comment).SetText(kUnit, field.unit);
  schema.SetText(kOneof, field.oneof);
  if (field.binary) schema.Set(kBinary, true);
  if (field.needed && direction == Direction::kFromClient) schema.Set(kRequired, true);
  return schema;
}

JsonValue ErrorSchema() {
  JsonValue names = JsonValue::List();
  for (const ErrorReason& reason : ErrorReasons()) names.Add(reason.name);
  JsonValue reason =
      JsonValue::Object({{"enum", std::move(names)}, {"description", "The list is complete."}});
  JsonValue details = JsonValue::Object(
      {{"type", "object"}, {"description", "The problem of each invalid field, by its name."}});
  JsonValue retry = JsonValue::Object(
      {{"type", "integer"},
       {"description",
        "The time in milliseconds after which a retry may succeed. Absent: unknown."},
       {kUnit, "ms"}});
  JsonValue message =
      JsonValue::Object({{"type", "string"}, {"description", "One English sentence for people."}});
  JsonValue properties = JsonValue::Object({{"reason", std::move(reason)},
                                            {"message", std::move(message)},
                                            {"details", std::move(details)},
                                            {"retry_after_ms", std::move(retry)}});
  return JsonValue::Object({{"type", "object"},
                            {"properties", std::move(properties)},
                            {"required", JsonValue::List({"reason", "message"})}});
}

}  // namespace

std::string SchemaName(const MessageType& message, Direction direction) {
  const bool both = message.from_client && message.to_client;
  const bool input = both && direction == Direction::kFromClient;
  return absl::StrCat(message.full_name, input ? ".Input" : "");
}

JsonValue SchemaReference(const MessageType& message, Direction direction,
                          absl::string_view prefix) {
  return JsonValue::Object({{"$ref", absl::StrCat(prefix, SchemaName(message, direction))}});
}

JsonValue ValueSchema(const MessageField& field, Direction direction, absl::string_view prefix) {
  switch (field.kind) {
    case ValueKind::kBoolean:
      return TypeSchema("boolean");
    case ValueKind::kInteger:
      return IntegerSchema(field);
    case ValueKind::kNumber:
      return TypeSchema("number");
    case ValueKind::kString:
      return TypeSchema("string");
    case ValueKind::kBytes:
      return BytesSchema(direction);
    case ValueKind::kEnum:
      return EnumSchema(*field.enumeration, direction);
    case ValueKind::kMessage:
      return SchemaReference(*field.message, direction, prefix);
    case ValueKind::kTimestamp:
      return TypeSchema("string").Set("format", "date-time");
    case ValueKind::kObject:
      return TypeSchema("object");
    case ValueKind::kAny:
      return JsonValue::Object();
    case ValueKind::kList:
      return TypeSchema("array");
  }
  return JsonValue::Object();
}

JsonValue MessageSchema(const MessageType& message, Direction direction, absl::string_view prefix,
                        const std::vector<std::string>& bound) {
  JsonValue schema = TypeSchema("object");
  schema.SetText("description", message.comment);
  if (message.any) return schema;
  JsonValue properties = JsonValue::Object();
  JsonValue required = JsonValue::List();
  for (const MessageField& field : message.fields) {
    if (IsBound(field, bound)) continue;
    properties.Set(field.key, FieldSchema(field, direction, prefix));
    const bool present = direction == Direction::kFromClient ? field.required : field.oneof.empty();
    if (present) required.Add(field.key);
  }
  schema.Set("properties", std::move(properties));
  if (!required.empty()) schema.Set("required", std::move(required));
  return schema;
}

JsonValue RequestSchema(const TopicEvent& event, absl::string_view prefix) {
  if (event.bound.empty()) return SchemaReference(*event.request, Direction::kFromClient, prefix);
  return MessageSchema(*event.request, Direction::kFromClient, prefix, event.bound);
}

JsonValue ReplySchema(const TopicEvent& event, absl::string_view prefix) {
  if (event.response == nullptr) return TypeSchema("object");
  return SchemaReference(*event.response, Direction::kToClient, prefix);
}

JsonValue PushSchema(const TopicPush& push, absl::string_view prefix) {
  if (push.messages.size() == 1) {
    return SchemaReference(*push.messages.front(), Direction::kToClient, prefix);
  }
  JsonValue forms = JsonValue::List();
  for (const MessageType* message : push.messages) {
    forms.Add(SchemaReference(*message, Direction::kToClient, prefix));
  }
  return JsonValue::Object({{"anyOf", std::move(forms)}});
}

JsonValue Schemas(const Contract& contract, absl::string_view prefix) {
  JsonValue schemas = JsonValue::Object();
  for (const auto& message : contract.messages()) {
    for (const Direction direction : {Direction::kFromClient, Direction::kToClient}) {
      const bool used =
          direction == Direction::kFromClient ? message->from_client : message->to_client;
      if (!used) continue;
      schemas.Set(SchemaName(*message, direction), MessageSchema(*message, direction, prefix));
    }
  }
  schemas.Set(kErrorSchema, ErrorSchema());
  return schemas;
}

}  // namespace lossy::contract
