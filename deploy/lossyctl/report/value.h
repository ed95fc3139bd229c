#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/variant.h"

namespace lossy::lossyctl {

// One value in the output of a command: text, a number, a truth value, or nothing. It has one form
// for people and one for JSON.
class Value {
 public:
  // Nothing: "-" for people, null in JSON.
  Value() = default;
  Value(std::string text) : value_(std::move(text)) {}           // NOLINT: implicit in rows.
  Value(absl::string_view text) : value_(std::string(text)) {}   // NOLINT
  Value(const char* text) : value_(std::string(text)) {}         // NOLINT
  Value(bool truth) : value_(truth) {}                           // NOLINT
  Value(double number) : value_(number) {}                       // NOLINT
  Value(int number) : value_(std::int64_t{number}) {}            // NOLINT
  Value(std::int64_t number) : value_(number) {}                 // NOLINT
  Value(std::uint64_t number) : value_(std::int64_t(number)) {}  // NOLINT

  // Makes a value of a JSON text, which must be valid. People see the text.
  static Value Json(std::string json);

  // Returns the value with another text for people: Value(90).ShownAs("1 min 30 s").
  Value ShownAs(std::string text) const;

  // Returns the text for people. Control characters, which could command a terminal, are written as
  // \xNN. Text that is empty becomes "-", truth becomes "yes" or "no".
  std::string Text() const;

  // Appends the value as JSON, without the text of ShownAs. A number that is not finite is null.
  void AppendJson(std::string* out) const;

 private:
  absl::variant<absl::monostate, std::string, bool, double, std::int64_t> value_;
  absl::optional<std::string> shown_;
  bool is_json_ = false;  // The text is JSON.
};

}  // namespace lossy::lossyctl
