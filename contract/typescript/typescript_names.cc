#include "contract/typescript/typescript_names.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace lossy::contract {
namespace {

constexpr char kAnyObject[] = "{ [key: string]: unknown }";

// Words that cannot name a namespace or an interface.
constexpr absl::string_view kReserved[] = {
    "any",       "as",       "bigint",   "boolean",    "break",     "case",    "catch",
    "class",     "const",    "continue", "debugger",   "declare",   "default", "delete",
    "do",        "else",     "enum",     "export",     "extends",   "false",   "finally",
    "for",       "function", "if",       "implements", "import",    "in",      "instanceof",
    "interface", "let",      "module",   "namespace",  "never",     "new",     "null",
    "number",    "object",   "package",  "private",    "protected", "public",  "return",
    "static",    "string",   "super",    "switch",     "symbol",    "this",    "throw",
    "true",      "try",      "type",     "typeof",     "undefined", "unknown", "var",
    "void",      "while",    "with",     "yield",
};

std::string Unreserved(absl::string_view word) {
  const bool reserved =
      std::find(std::begin(kReserved), std::end(kReserved), word) != std::end(kReserved);
  return absl::StrCat(word, reserved ? "_" : "");
}

std::string EnumText(const EnumType& enumeration, Direction direction) {
  std::string text = TypeScriptName(enumeration.full_name).Full();
  for (const EnumValue& value : enumeration.values) {
    if (value.alias && direction == Direction::kFromClient) {
      absl::StrAppend(&text, " | \"", value.name, "\"");
    }
  }
  return text;
}

std::string ValueText(const MessageField& field, Direction direction) {
  switch (field.kind) {
    case ValueKind::kBoolean:
      return "boolean";
    case ValueKind::kInteger:
    case ValueKind::kNumber:
      return "number";
    case ValueKind::kBytes:
      return direction == Direction::kFromClient ? "Bytes" : "string";
    case ValueKind::kString:
    case ValueKind::kTimestamp:
      return "string";
    case ValueKind::kEnum:
      return EnumText(*field.enumeration, direction);
    case ValueKind::kMessage:
      return TypeScriptType(*field.message, direction);
    case ValueKind::kObject:
      return kAnyObject;
    case ValueKind::kAny:
      return "unknown";
    case ValueKind::kList:
      return "unknown[]";
  }
  return "unknown";
}

}  // namespace

std::string QualifiedName::Full() const { return absl::StrCat(scope, ".", name); }

QualifiedName TypeScriptName(absl::string_view full_name) {
  QualifiedName result;
  for (absl::string_view part : absl::StrSplit(full_name, '.')) {
    if (!result.name.empty()) {
      absl::StrAppend(&result.scope, result.scope.empty() ? "" : ".", result.name);
    }
    result.name = Unreserved(part);
  }
  if (result.scope.empty()) result.scope = "unpackaged";
  return result;
}

QualifiedName TypeScriptName(const MessageType& message, Direction direction) {
  QualifiedName result = TypeScriptName(message.full_name);
  const bool both = message.from_client && message.to_client;
  if (both && direction == Direction::kFromClient) result.name += "Input";
  return result;
}

std::string TypeScriptKey(absl::string_view key) {
  const bool identifier = !key.empty() && !absl::ascii_isdigit(key.front()) &&
                          std::all_of(key.begin(), key.end(),
                                      [](char c) { return absl::ascii_isalnum(c) || c == '_'; });
  return identifier ? std::string(key) : absl::StrCat("\"", key, "\"");
}

std::string TypeScriptType(const MessageField& field, Direction direction) {
  std::string text = ValueText(field, direction);
  const bool in_list_null = field.kind == ValueKind::kEnum && (field.repeated || field.map);
  if (in_list_null) text += " | null";
  if (field.repeated) {
    text = absl::StrContains(text, " | ") ? absl::StrCat("(", text, ")[]") : text + "[]";
  } else if (field.map) {
    text = absl::StrCat("{ [key: string]: ", text, " }");
  }
  const bool nullable = direction == Direction::kFromClient || field.nullable;
  return nullable && text != "unknown" ? text + " | null" : text;
}

std::string TypeScriptType(const MessageType& message, Direction direction) {
  return message.any ? kAnyObject : TypeScriptName(message, direction).Full();
}

}  // namespace lossy::contract
