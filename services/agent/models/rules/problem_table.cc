#include "services/agent/models/rules/problem_table.h"

#include <utility>

#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"
#include "services/agent/models/rules/phrase_file.h"

namespace lossy::agent {
namespace {

absl::optional<Degree> DegreeOf(absl::string_view name) {
  if (name == "none") return Degree::kNone;
  if (name == "very") return Degree::kVery;
  if (name == "some") return Degree::kSome;
  if (name == "too") return Degree::kToo;
  return absl::nullopt;
}

// The columns of a row. Missing columns at the end are empty.
absl::optional<std::vector<std::string>> ColumnsOf(absl::string_view row, std::size_t least,
                                                   std::size_t most) {
  std::vector<std::string> columns;
  for (const absl::string_view column : absl::StrSplit(row, ';')) {
    columns.emplace_back(absl::StripAsciiWhitespace(column));
  }
  if (columns.size() < least || columns.size() > most) return absl::nullopt;
  columns.resize(most);
  return columns;
}

// "bring +in ... earlier": a verb, its particle, and the words after the thing.
Action ActionOf(absl::string_view text) {
  Action action;
  const std::pair<absl::string_view, absl::string_view> halves =
      absl::StrSplit(text, absl::MaxSplits("...", 1));
  const std::pair<absl::string_view, absl::string_view> verb =
      absl::StrSplit(halves.first, absl::MaxSplits('+', 1));
  action.verb = std::string(absl::StripAsciiWhitespace(verb.first));
  action.particle = std::string(absl::StripAsciiWhitespace(verb.second));
  action.suffix = std::string(absl::StripAsciiWhitespace(halves.second));
  return action;
}

absl::Status AddQualities(const PhraseSection& section, ProblemTable* table) {
  for (const std::string& row : section.body) {
    const auto columns = ColumnsOf(row, 3, 5);
    const auto degree = columns ? DegreeOf((*columns)[1]) : absl::nullopt;
    if (!degree) return section.Error("a row must have 3 to 5 columns, the second a degree");
    const std::string& things = (*columns)[4];
    table->qualities.push_back({.pattern = ListPattern((*columns)[0]),
                                .complaint = *degree,
                                .too_much = ActionOf((*columns)[2]),
                                .not_enough = ActionOf((*columns)[3]),
                                .things = things.empty() ? "" : ListPattern(things)});
  }
  return absl::OkStatus();
}

absl::Status AddPredicates(const PhraseSection& section, ProblemTable* table) {
  for (const std::string& row : section.body) {
    const auto columns = ColumnsOf(row, 2, 3);
    if (!columns || (!(*columns)[2].empty() && (*columns)[2] != "final")) {
      return section.Error("a row must have 2 columns, and a third only for \"final\"");
    }
    table->predicates.push_back({.pattern = ListPattern((*columns)[0]),
                                 .action = ActionOf((*columns)[1]),
                                 .final = !(*columns)[2].empty()});
  }
  return absl::OkStatus();
}

absl::Status AddSection(const PhraseSection& section, ProblemTable* table) {
  if (!section.fields.empty()) return section.Error("the section has no fields");
  if (section.name == "qualities") return AddQualities(section, table);
  if (section.name == "predicates") return AddPredicates(section, table);
  absl::string_view name = section.name;
  if (absl::ConsumePrefix(&name, "defect ")) {
    table->defects.push_back({section.Pattern(), std::string(name)});
    return absl::OkStatus();
  }
  const bool is_degree = absl::ConsumePrefix(&name, "degree ");
  const absl::optional<Degree> degree = DegreeOf(name);
  if (!is_degree || !degree) return section.Error("the name is unknown");
  table->degree_words.push_back({section.Pattern(), *degree});
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ProblemTable> ProblemTable::Parse(absl::string_view text) {
  const absl::StatusOr<std::vector<PhraseSection>> sections = ParsePhraseFile(text);
  if (!sections.ok()) return sections.status();
  ProblemTable table;
  for (const PhraseSection& section : *sections) {
    const absl::Status status = AddSection(section, &table);
    if (!status.ok()) return status;
  }
  return table;
}

const ProblemTable& ProblemTable::English() {
  static const ProblemTable* const table =
      new ProblemTable(CompiledIn(Parse(PhraseText("problems"))));
  return *table;
}

}  // namespace lossy::agent
