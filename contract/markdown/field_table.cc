#include "contract/markdown/field_table.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace lossy::contract {
namespace {

constexpr char kRequestHead[] =
    "| key | type | unit | required | meaning |\n|---|---|---|---|---|\n";
constexpr char kReplyHead[] = "| key | type | unit | meaning |\n|---|---|---|---|\n";

std::string LinkTo(absl::string_view heading) {
  return absl::StrCat("[", heading, "](#", Anchor(heading), ")");
}

std::string FieldMeaning(const MessageField& field, Direction direction) {
  std::string meaning = field.comment;
  const auto add = [&](absl::string_view sentence) {
    absl::StrAppend(&meaning, meaning.empty() ? "" : " ", sentence);
  };
  if (!field.oneof.empty()) {
    add(absl::StrCat("At most one member of `", field.oneof, "` is present."));
  }
  std::vector<std::string> others;
  for (const std::string& alias : field.aliases) {
    if (!absl::StrContains(field.comment, Code(alias))) others.push_back(Code(alias));
  }
  if (direction == Direction::kFromClient && !others.empty()) {
    add(absl::StrCat("Also accepted as ", absl::StrJoin(others, " or "), "."));
  }
  return meaning;
}

}  // namespace

std::string Cell(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\n\n", " "}, {"\n", " "}, {"|", "\\|"}});
}

std::string Code(absl::string_view text) { return absl::StrCat("`", text, "`"); }

std::string Anchor(absl::string_view heading) {
  std::string anchor;
  for (const char c : absl::AsciiStrToLower(heading)) {
    if (absl::ascii_isalnum(c) || c == '_' || c == '-') anchor.push_back(c);
    if (c == ' ') anchor.push_back('-');
  }
  return anchor;
}

std::string FieldTables::Link(const MessageType& message, Direction direction) {
  if (message.any) return "object";
  if (seen_.insert({&message, direction}).second) linked_.push_back({&message, direction});
  return LinkTo(SchemaName(message, direction));
}

std::string FieldTables::ValueText(const MessageField& field, Direction direction) {
  switch (field.kind) {
    case ValueKind::kBoolean:
      return "boolean";
    case ValueKind::kInteger:
      return field.minimum == 0 ? "integer ≥ 0" : "integer";
    case ValueKind::kNumber:
      return "number";
    case ValueKind::kString:
      return "string";
    case ValueKind::kBytes:
      return field.binary ? "base64, or a binary frame" : "base64";
    case ValueKind::kEnum:
      return LinkTo(field.enumeration->full_name);
    case ValueKind::kMessage:
      return Link(*field.message, direction);
    case ValueKind::kTimestamp:
      return "time (RFC 3339)";
    case ValueKind::kObject:
      return "object";
    case ValueKind::kAny:
      return "any value";
    case ValueKind::kList:
      return "list";
  }
  return "";
}

std::string FieldTables::TypeText(const MessageField& field, Direction direction) {
  std::string text = ValueText(field, direction);
  if (field.repeated) text = absl::StrCat("list of ", text);
  if (field.map) text = absl::StrCat("object of ", text);
  if (direction == Direction::kToClient && field.nullable && field.kind != ValueKind::kAny) {
    text += ", or null";
  }
  return text;
}

std::string FieldTables::Table(const MessageType& message, Direction direction,
                               const std::vector<std::string>& bound) {
  if (message.any) return "Any object.\n\n";
  std::string rows;
  const bool from_client = direction == Direction::kFromClient;
  for (const MessageField& field : message.fields) {
    if (std::find(bound.begin(), bound.end(), field.name) != bound.end()) continue;
    absl::StrAppend(&rows, "| ", Code(field.key), " | ", TypeText(field, direction), " | ",
                    field.unit, " | ");
    if (from_client) absl::StrAppend(&rows, field.required || field.needed ? "yes" : "", " | ");
    absl::StrAppend(&rows, Cell(FieldMeaning(field, direction)), " |\n");
  }
  if (rows.empty()) return "No keys.\n\n";
  return absl::StrCat(from_client ? kRequestHead : kReplyHead, rows, "\n");
}

}  // namespace lossy::contract
