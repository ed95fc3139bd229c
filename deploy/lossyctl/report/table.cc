#include "deploy/lossyctl/report/table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/text/json_string.h"
#include "deploy/lossyctl/report/padded.h"

namespace lossy::lossyctl {
namespace {

constexpr std::size_t kGap = 2;

std::string Heading(const std::string& column) {
  return absl::AsciiStrToUpper(absl::StrReplaceAll(column, {{"_", " "}}));
}

}  // namespace

Table::Table(std::vector<std::string> columns) : columns_(std::move(columns)) {}

void Table::AddRow(std::vector<Value> row) {
  row.resize(columns_.size());
  rows_.push_back(std::move(row));
}

std::string Table::Text() const {
  if (rows_.empty()) return "none\n";
  std::vector<std::vector<std::string>> lines(1);
  for (const std::string& column : columns_) lines.front().push_back(Heading(column));
  for (const std::vector<Value>& row : rows_) {
    std::vector<std::string>& line = lines.emplace_back();
    for (const Value& value : row) line.push_back(value.Text());
  }
  std::vector<std::size_t> widths(columns_.size());
  for (const std::vector<std::string>& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], Width(line[i]));
  }
  std::string text;
  for (const std::vector<std::string>& line : lines) {
    // The last column is not padded, so that lines have no blank end.
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      text += Padded(line[i], widths[i] + kGap);
    }
    absl::StrAppend(&text, line.empty() ? "" : line.back(), "\n");
  }
  return text;
}

void Table::AppendJson(std::string* out) const {
  out->push_back('[');
  for (const std::vector<Value>& row : rows_) {
    out->append(&row == &rows_.front() ? "{" : ",{");
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out->push_back(',');
      base::AppendJsonString(columns_[i], out);
      out->push_back(':');
      row[i].AppendJson(out);
    }
    out->push_back('}');
  }
  out->push_back(']');
}

}  // namespace lossy::lossyctl
