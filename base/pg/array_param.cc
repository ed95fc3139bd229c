#include "base/pg/array_param.h"

#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace lossy::base::pg {
namespace {

// Quotes a value, because it may contain the characters of the array's syntax.
void AppendQuoted(absl::string_view value, std::string* out) {
  out->push_back('"');
  for (const char c : value) {
    if (c == '"' || c == '\\') out->push_back('\\');
    out->push_back(c);
  }
  out->push_back('"');
}

}  // namespace

Param ArrayOf(absl::Span<const Param> values) {
  std::string literal = "{";
  for (const Param& value : values) {
    if (literal.size() > 1) literal.push_back(',');
    if (value.data() == nullptr) {
      literal += "NULL";
    } else {
      const absl::string_view bytes(value.data(), static_cast<std::size_t>(value.size()));
      AppendQuoted(
          value.binary() ? absl::StrCat("\\x", absl::BytesToHexString(bytes)) : std::string(bytes),
          &literal);
    }
  }
  literal.push_back('}');
  return Param(std::move(literal));
}

std::vector<Param> ArraysOf(std::vector<std::vector<Param>> rows) {
  std::vector<Param> arrays;
  const std::size_t columns = rows.empty() ? 0 : rows.front().size();
  for (std::size_t column = 0; column < columns; ++column) {
    std::vector<Param> values;
    values.reserve(rows.size());
    for (std::vector<Param>& row : rows) values.push_back(std::move(row[column]));
    arrays.push_back(ArrayOf(values));
  }
  return arrays;
}

}  // namespace lossy::base::pg
