#include "deploy/lossyctl/report/value.h"

#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/text/json_string.h"

namespace lossy::lossyctl {
namespace {

constexpr char kNothing[] = "-";
constexpr char kNull[] = "null";

std::string Printable(absl::string_view text) {
  std::string printable;
  for (const char each : text) {
    const auto byte = static_cast<unsigned char>(each);
    if (byte < 0x20 || byte == 0x7f) {
      absl::StrAppendFormat(&printable, "\\x%02x", byte);
    } else {
      printable.push_back(each);
    }
  }
  return printable.empty() ? kNothing : printable;
}

}  // namespace

Value::Value() : text_(kNothing), json_(kNull) {}

Value::Value(absl::string_view text) : text_(Printable(text)) {
  base::AppendJsonString(text, &json_);
}

Value::Value(const std::string& text) : Value(absl::string_view(text)) {}

Value::Value(const char* text) : Value(absl::string_view(text)) {}

Value::Value(bool truth) : text_(truth ? "yes" : "no"), json_(truth ? "true" : "false") {}

Value::Value(double number)
    : text_(absl::StrCat(number)), json_(std::isfinite(number) ? text_ : kNull) {}

Value::Value(int number) : Value(std::int64_t{number}) {}

Value::Value(std::int64_t number) : text_(absl::StrCat(number)), json_(text_) {}

Value::Value(std::uint64_t number) : text_(absl::StrCat(number)), json_(text_) {}

Value Value::Json(std::string json) {
  Value value;
  value.text_ = Printable(json);
  value.json_ = std::move(json);
  return value;
}

Value Value::ShownAs(absl::string_view text) const {
  Value value = *this;
  value.text_ = Printable(text);
  return value;
}

}  // namespace lossy::lossyctl
