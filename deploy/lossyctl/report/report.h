#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "deploy/lossyctl/report/table.h"
#include "deploy/lossyctl/report/value.h"

namespace lossy::lossyctl {

// The output of a command: named values, then tables. People see aligned text; with --json, a
// program reads one JSON object on one line, whose members are the values and tables by name.
class Report {
 public:
  // `name` is the member in JSON: "started_at". People see "started at".
  void Add(std::string name, Value value);

  // The reference stays valid as long as the report.
  Table& AddTable(std::string name, std::vector<std::string> columns);

  // Returns the values, one a line, and the tables. A table has its name above it if the report
  // has several, or if it is empty.
  std::string Text() const;

  // Returns the object with a line feed.
  std::string Json() const;

  // Prints the report on standard output: Json() with --json, or else Text().
  void Print() const;

 private:
  std::vector<std::pair<std::string, Value>> values_;
  std::deque<std::pair<std::string, Table>> tables_;
};

// True if the command line has --json.
bool JsonIsWanted();

}  // namespace lossy::lossyctl
