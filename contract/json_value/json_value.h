#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace lossy::contract {

// A JSON value that is built in memory and then printed. The members of an object keep the order in
// which they were set. Not thread-safe.
class JsonValue {
 public:
  using Member = std::pair<std::string, JsonValue>;

  // Null.
  JsonValue() : value_(Literal{"null"}) {}
  JsonValue(bool value) : value_(Literal{value ? "true" : "false"}) {}
  template <typename T>
    requires(std::integral<T> || std::floating_point<T>)
  JsonValue(T number) : value_(Literal{absl::StrCat(number)}) {}
  // A string in UTF-8.
  JsonValue(std::string text) : value_(std::move(text)) {}
  JsonValue(absl::string_view text) : value_(std::string(text)) {}
  JsonValue(const char* text) : value_(std::string(text)) {}

  static JsonValue Object(std::initializer_list<Member> members = {});
  static JsonValue List(std::initializer_list<JsonValue> elements = {});
  // Returns the list of these strings.
  static JsonValue Texts(const std::vector<std::string>& texts);

  // Sets a member of an object, or replaces it. The value must be an object.
  JsonValue& Set(absl::string_view key, JsonValue value);
  // As Set, but does nothing if the text is empty.
  JsonValue& SetText(absl::string_view key, absl::string_view text);
  // Appends an element to a list. The value must be a list.
  JsonValue& Add(JsonValue value);

  // Returns true for an object without members and for a list without elements.
  bool empty() const;

  // Returns the value in one line.
  std::string Line() const;
  // Returns the value with one member or element a line, each level indented by two spaces. Lists
  // of scalars stay in one line. A line break ends the text.
  std::string Page() const;

 private:
  struct Literal {
    std::string text;
  };
  using Elements = std::vector<JsonValue>;
  using Members = std::vector<Member>;

  bool is_scalar() const;
  // `depth` is the level of the value, or kOneLine.
  void Print(int depth, std::string* out) const;

  std::variant<Literal, std::string, Elements, Members> value_;
};

}  // namespace lossy::contract
