#include "edge/console/docs_html.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace lossy::edge {
namespace {

using contract::MessageField;
using contract::ValueKind;

std::string LinkToType(absl::string_view full_name) {
  const absl::string_view name = full_name.substr(full_name.rfind('.') + 1);
  return absl::StrCat("<a href=\"#", TypeId(full_name), "\">", EscapeHtml(name), "</a>");
}

std::string ValueTypeHtml(const MessageField& field) {
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
      return "bytes in base64";
    case ValueKind::kEnum:
      return LinkToType(field.enumeration->full_name);
    case ValueKind::kMessage:
      return LinkToType(field.message->full_name);
    case ValueKind::kTimestamp:
      return "time (RFC 3339)";
    case ValueKind::kObject:
      return "any object";
    case ValueKind::kAny:
      return "any value";
    case ValueKind::kList:
      return "any list";
  }
  return "";
}

std::string TypeHtml(const MessageField& field, SentBy sender) {
  std::string type = ValueTypeHtml(field);
  if (field.repeated) type = absl::StrCat("list of ", type);
  if (field.map) type = absl::StrCat("object of ", type);
  if (!field.unit.empty()) absl::StrAppend(&type, ", in ", EscapeHtml(field.unit));
  if (sender == SentBy::kClient && (field.required || field.needed)) type += ", required";
  if (sender == SentBy::kEdge && field.nullable) type += ", or null";
  if (!field.oneof.empty()) {
    absl::StrAppend(&type, "; one of “", EscapeHtml(field.oneof), "”");
  }
  if (field.binary) type += "; the payload of a binary frame";
  if (sender == SentBy::kClient && !field.aliases.empty()) {
    absl::StrAppend(&type, "; accepted as ", EscapeHtml(absl::StrJoin(field.aliases, ", ")));
  }
  return type;
}

std::string RowHtml(const MessageField& field, SentBy sender) {
  return absl::StrCat("<tr><td>", CodeHtml(field.key), "</td><td>", TypeHtml(field, sender),
                      "</td><td>", CommentHtml(field.comment), "</td></tr>\n");
}

}  // namespace

std::string EscapeHtml(absl::string_view text) {
  return absl::StrReplaceAll(
      text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

std::string CodeHtml(absl::string_view text) {
  return absl::StrCat("<code>", EscapeHtml(text), "</code>");
}

std::string CommentHtml(absl::string_view comment) {
  std::string html;
  bool in_list = false;
  for (absl::string_view line : absl::StrSplit(comment, '\n', absl::SkipEmpty())) {
    const bool is_item = absl::ConsumePrefix(&line, "- ");
    if (is_item != in_list) html += is_item ? "<ul>" : "</ul>";
    in_list = is_item;
    const absl::string_view tag = is_item ? "li" : "p";
    absl::StrAppend(&html, "<", tag, ">", EscapeHtml(line), "</", tag, ">");
  }
  if (in_list) html += "</ul>";
  return html;
}

std::string TypeId(absl::string_view full_name) {
  return absl::StrCat("type-", EscapeHtml(full_name));
}

std::string FieldsHtml(const contract::MessageType& message, SentBy sender,
                       const std::vector<std::string>& bound) {
  if (message.any) return "<p>Any object.</p>\n";
  std::string rows;
  for (const MessageField& field : message.fields) {
    if (!absl::c_linear_search(bound, field.name)) rows += RowHtml(field, sender);
  }
  if (rows.empty()) return "<p>An empty object.</p>\n";
  return absl::StrCat(
      "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">Key</th>"
      "<th scope=\"col\">Type</th><th scope=\"col\">Meaning</th></tr></thead><tbody>\n",
      rows, "</tbody></table></div>\n");
}

std::string ValuesHtml(const contract::EnumType& enumeration) {
  std::string rows = "<tr><td>null</td><td>Not set.</td></tr>\n";
  for (const contract::EnumValue& value : enumeration.values) {
    absl::StrAppend(&rows, "<tr><td>", CodeHtml(value.name), "</td><td>",
                    CommentHtml(value.comment), value.alias ? "Only from clients." : "",
                    "</td></tr>\n");
  }
  return absl::StrCat(
      "<table><thead><tr><th scope=\"col\">Value</th><th scope=\"col\">Meaning</th></tr></thead>"
      "<tbody>\n",
      rows, "</tbody></table>\n");
}

}  // namespace lossy::edge
