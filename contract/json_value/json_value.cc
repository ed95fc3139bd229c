#include "contract/json_value/json_value.h"

#include <algorithm>

#include "base/text/json_string.h"

namespace lossy::contract {
namespace {

constexpr int kOneLine = -1;

int Deeper(int depth) { return depth == kOneLine ? kOneLine : depth + 1; }

void BreakLine(int depth, std::string* out) {
  if (depth == kOneLine) return;
  out->push_back('\n');
  out->append(2 * static_cast<std::size_t>(depth), ' ');
}

}  // namespace

JsonValue JsonValue::Object(std::initializer_list<Member> members) {
  JsonValue object;
  object.value_ = Members(members);
  return object;
}

JsonValue JsonValue::List(std::initializer_list<JsonValue> elements) {
  JsonValue list;
  list.value_ = Elements(elements);
  return list;
}

JsonValue JsonValue::Texts(const std::vector<std::string>& texts) {
  JsonValue list;
  list.value_ = Elements(texts.begin(), texts.end());
  return list;
}

JsonValue& JsonValue::Set(absl::string_view key, JsonValue value) {
  Members& members = std::get<Members>(value_);
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const Member& member) { return member.first == key; });
  if (found == members.end()) {
    members.emplace_back(std::string(key), std::move(value));
  } else {
    found->second = std::move(value);
  }
  return *this;
}

JsonValue& JsonValue::SetText(absl::string_view key, absl::string_view text) {
  return text.empty() ? *this : Set(key, text);
}

JsonValue& JsonValue::Add(JsonValue value) {
  std::get<Elements>(value_).push_back(std::move(value));
  return *this;
}

bool JsonValue::empty() const {
  if (const auto* elements = std::get_if<Elements>(&value_)) return elements->empty();
  const auto* const members = std::get_if<Members>(&value_);
  return members != nullptr && members->empty();
}

std::string JsonValue::Line() const {
  std::string line;
  Print(kOneLine, &line);
  return line;
}

std::string JsonValue::Page() const {
  std::string page;
  Print(0, &page);
  page.push_back('\n');
  return page;
}

bool JsonValue::is_scalar() const {
  return std::holds_alternative<Literal>(value_) || std::holds_alternative<std::string>(value_);
}

void JsonValue::Print(int depth, std::string* out) const {
  if (const auto* literal = std::get_if<Literal>(&value_)) {
    out->append(literal->text);
  } else if (const auto* text = std::get_if<std::string>(&value_)) {
    base::AppendJsonString(*text, out);
  } else if (const auto* elements = std::get_if<Elements>(&value_)) {
    const bool scalars = std::all_of(elements->begin(), elements->end(),
                                     [](const JsonValue& element) { return element.is_scalar(); });
    const int level = scalars ? kOneLine : Deeper(depth);
    absl::string_view separator;
    out->push_back('[');
    for (const JsonValue& element : *elements) {
      out->append(separator.data(), separator.size());
      BreakLine(level, out);
      element.Print(level, out);
      separator = level == kOneLine ? ", " : ",";
    }
    if (!scalars) BreakLine(depth, out);
    out->push_back(']');
  } else {
    const Members& members = std::get<Members>(value_);
    absl::string_view separator;
    out->push_back('{');
    for (const auto& [key, value] : members) {
      out->append(separator.data(), separator.size());
      BreakLine(Deeper(depth), out);
      base::AppendJsonString(key, out);
      out->append(": ");
      value.Print(Deeper(depth), out);
      separator = depth == kOneLine ? ", " : ",";
    }
    if (!members.empty()) BreakLine(depth, out);
    out->push_back('}');
  }
}

}  // namespace lossy::contract
