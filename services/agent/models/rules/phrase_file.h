#pragma once

#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace lossy::agent {

// One section of a phrase file.
struct PhraseSection {
  int line = 0;  // The line number of its head.
  std::string name;
  // The conditions of the phrases by field name, each as one pattern of ExpandPattern.
  absl::flat_hash_map<std::string, std::string> fields;
  std::vector<std::string> body;  // The other lines.

  // Returns the pattern of a field; empty if the section has no such field.
  std::string Field(absl::string_view field) const;
  // Returns all lists of phrases in the body as one pattern.
  std::string Pattern() const;
  // Returns INVALID_ARGUMENT with the section's line and `problem`.
  absl::Status Error(absl::string_view problem) const;
};

// Reads a phrase file. Such a file holds the English phrases of one table in this format:
//
//   # A comment.
//   [name]                       a section
//   not before: at, how          a field: a condition of the section's phrases
//   phrase, (this|that) phrase,  a list of phrases, in the patterns of ExpandPattern
//     another phrase             an indented line continues the line before it
//   loud; very; turn +down       a row: columns, where the section consists of rows
//   {things}                     stands for the phrases of the section [define things] above
//
// Returns INVALID_ARGUMENT, which names the line and the problem, for any other text.
absl::StatusOr<std::vector<PhraseSection>> ParsePhraseFile(absl::string_view text);

// Returns a list of phrases as one pattern: "(a|b (c|d))" for "a, b (c|d)".
std::string ListPattern(absl::string_view list);

// Returns INVALID_ARGUMENT if a section has a name that is not in `names`, or a field that is not
// in `fields`.
absl::Status CheckSections(absl::Span<const PhraseSection> sections,
                           absl::Span<const absl::string_view> names,
                           absl::Span<const absl::string_view> fields);

// Returns the text of a compiled-in file of the folder phrases/, by its name without the ending.
// Returns an empty text if there is no such file. The view is valid until the program ends.
absl::string_view PhraseText(absl::string_view name);

// Returns the table of a compiled-in file. Ends the process on an error, which is a defect of the
// build: a test reads all these files.
template <typename Table>
Table CompiledIn(absl::StatusOr<Table> table) {
  if (table.ok()) return *std::move(table);
  std::cerr << "a phrase file is broken: " << table.status().message() << '\n';
  std::abort();
}

}  // namespace lossy::agent
