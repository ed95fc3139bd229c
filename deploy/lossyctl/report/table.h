#pragma once

#include <string>
#include <vector>

#include "deploy/lossyctl/report/value.h"

namespace lossy::lossyctl {

// A list of things of one kind. People see aligned columns; JSON has an array of objects.
class Table {
 public:
  // A column is named as the member of its objects in JSON: "token_ends". Its heading for people is
  // "TOKEN ENDS".
  explicit Table(std::vector<std::string> columns);

  // `row` has a value for each column.
  void AddRow(std::vector<Value> row);

  bool empty() const { return rows_.empty(); }

  // Returns the headings and a line for each row. Returns "none\n" for an empty table.
  std::string Text() const;

  // Appends the rows as a JSON array.
  void AppendJson(std::string* out) const;

 private:
  const std::vector<std::string> columns_;
  std::vector<std::vector<Value>> rows_;
};

}  // namespace lossy::lossyctl
