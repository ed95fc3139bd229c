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
  int line = 0;  // Of its head.
  std::string name;
  // Conditions, each as one pattern of ExpandPattern.
  absl::flat_hash_map<std::string, std::string> fields;
  std::vector<std::string> body;  // The other lines.

  // The pattern of a field. Empty: the section has no such field.
  std::string Field(absl::string_view field) const;
  // All lists of phrases in the body as one pattern.
  std::string Pattern() const;
  // INVALID_ARGUMENT that names the section's line.
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
// INVALID_ARGUMENT names the line and the problem.
absl::StatusOr<std::vector<PhraseSection>> ParsePhraseFile(absl::string_view text);

// The list "a, b (c|d)" as the pattern "(a|b (c|d))".
std::string ListPattern(absl::string_view list);

// INVALID_ARGUMENT: a section has another name than these, or a field besides these.
absl::Status CheckSections(absl::Span<const PhraseSection> sections,
                           absl::Span<const absl::string_view> names,
                           absl::Span<const absl::string_view> fields);

// The text of a compiled-in file of the folder phrases/, by its name without the ending. Empty:
// there is no such file. Valid for the whole program.
absl::string_view PhraseText(absl::string_view name);

// The table of a compiled-in file. A test reads them all, so an error here is a broken build: it
// ends the process.
template <typename Table>
Table CompiledIn(absl::StatusOr<Table> table) {
  if (table.ok()) return *std::move(table);
  std::cerr << "a phrase file is broken: " << table.status().message() << '\n';
  std::abort();
}

}  // namespace lossy::agent
