#include "deploy/lossyctl/report/value.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/text/json_string.h"

namespace lossy::lossyctl {
namespace {

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
  return printable.empty() ? "-" : printable;
}

}  // namespace

Value Value::Json(std::string json) {
  Value value(std::move(json));
  value.is_json_ = true;
  return value;
}

Value Value::ShownAs(std::string text) const {
  Value value = *this;
  value.shown_ = std::move(text);
  return value;
}

std::string Value::Text() const {
  if (shown_) return Printable(*shown_);
  if (const auto* text = absl::get_if<std::string>(&value_)) return Printable(*text);
  if (const auto* truth = absl::get_if<bool>(&value_)) return *truth ? "yes" : "no";
  if (const auto* number = absl::get_if<double>(&value_)) return absl::StrCat(*number);
  if (const auto* number = absl::get_if<std::int64_t>(&value_)) return absl::StrCat(*number);
  return "-";
}

void Value::AppendJson(std::string* out) const {
  if (const auto* text = absl::get_if<std::string>(&value_)) {
    if (is_json_) {
      out->append(*text);
    } else {
      base::AppendJsonString(*text, out);
    }
  } else if (const auto* truth = absl::get_if<bool>(&value_)) {
    absl::StrAppend(out, *truth ? "true" : "false");
  } else if (const auto* whole = absl::get_if<std::int64_t>(&value_)) {
    absl::StrAppend(out, *whole);
  } else if (const auto* number = absl::get_if<double>(&value_);
             number != nullptr && std::isfinite(*number)) {
    absl::StrAppend(out, *number);
  } else {
    absl::StrAppend(out, "null");
  }
}

}  // namespace lossy::lossyctl
