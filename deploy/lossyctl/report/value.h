#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::lossyctl {

// One value in the output of a command: text, a number, a truth value, or nothing. It has one form
// for people and one for JSON.
class Value {
 public:
  // Nothing: "-" for people, null in JSON.
  Value();
  // Text. People see "-" for an empty text, and \xNN for a control character, which could command a
  // terminal. The constructors are implicit so that a row is a list of values.
  Value(absl::string_view text);   // NOLINT
  Value(const std::string& text);  // NOLINT
  Value(const char* text);         // NOLINT
  // People see "yes" or "no".
  Value(bool truth);  // NOLINT
  // A number that is not finite is null in JSON.
  Value(double number);         // NOLINT
  Value(int number);            // NOLINT
  Value(std::int64_t number);   // NOLINT
  Value(std::uint64_t number);  // NOLINT

  // Makes a value of a JSON text, which must be valid. People see the text.
  static Value Json(std::string json);

  // Returns the value with another text for people: Value(90).ShownAs("1 min 30 s").
  Value ShownAs(absl::string_view text) const;

  // Returns the text for people.
  const std::string& Text() const { return text_; }

  // Appends the value as JSON.
  void AppendJson(std::string* out) const { out->append(json_); }

 private:
  std::string text_;
  std::string json_;
};

}  // namespace lossy::lossyctl
