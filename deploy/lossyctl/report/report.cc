#include "deploy/lossyctl/report/report.h"

#include <algorithm>
#include <iostream>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/text/json_string.h"
#include "deploy/lossyctl/report/padded.h"

ABSL_FLAG(bool, json, false, "Print a JSON object instead of text");

namespace lossy::lossyctl {
namespace {

constexpr std::size_t kGap = 2;

std::string Label(const std::string& name) { return absl::StrReplaceAll(name, {{"_", " "}}); }

void AppendName(const std::string& name, std::string* json) {
  if (json->size() > 1) json->push_back(',');
  base::AppendJsonString(name, json);
  json->push_back(':');
}

}  // namespace

void Report::Add(std::string name, Value value) {
  values_.emplace_back(std::move(name), std::move(value));
}

Table& Report::AddTable(std::string name, std::vector<std::string> columns) {
  return tables_.emplace_back(std::move(name), Table(std::move(columns))).second;
}

std::string Report::Text() const {
  std::string text;
  std::size_t width = 0;
  for (const auto& [name, value] : values_) width = std::max(width, Width(name) + kGap);
  for (const auto& [name, value] : values_) {
    absl::StrAppend(&text, Padded(Label(name), width), value.Text(), "\n");
  }
  for (const auto& [name, table] : tables_) {
    if (!text.empty()) text.push_back('\n');
    if (table.empty()) {
      absl::StrAppend(&text, Label(name), ": ");
    } else if (tables_.size() > 1) {
      absl::StrAppend(&text, Label(name), ":\n");
    }
    text += table.Text();
  }
  return text;
}

std::string Report::Json() const {
  std::string json = "{";
  for (const auto& [name, value] : values_) {
    AppendName(name, &json);
    value.AppendJson(&json);
  }
  for (const auto& [name, table] : tables_) {
    AppendName(name, &json);
    table.AppendJson(&json);
  }
  return json + "}\n";
}

void Report::Print() const { std::cout << (JsonIsWanted() ? Json() : Text()); }

bool JsonIsWanted() { return absl::GetFlag(FLAGS_json); }

}  // namespace lossy::lossyctl
