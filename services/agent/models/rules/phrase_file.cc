#include "services/agent/models/rules/phrase_file.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/agent/models/rules/phrases_text.h"

namespace lossy::agent {
namespace {

absl::Status ErrorAt(int line, absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat("line ", line, ": ", problem));
}

// A line with its continuations.
struct LogicalLine {
  int number = 0;
  std::string text;
};

absl::StatusOr<std::vector<LogicalLine>> JoinLines(absl::string_view text) {
  std::vector<LogicalLine> lines;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    line = absl::StripTrailingAsciiWhitespace(line);
    if (line.empty() || line.front() == '#') continue;
    if (line.front() != ' ') {
      lines.push_back({number, std::string(line)});
    } else if (lines.empty()) {
      return ErrorAt(number, "a continuation has no line before it");
    } else {
      absl::StrAppend(&lines.back().text, " ", absl::StripLeadingAsciiWhitespace(line));
    }
  }
  return lines;
}

bool IsPhraseCharacter(char c) {
  return absl::ascii_islower(static_cast<unsigned char>(c)) ||
         absl::ascii_isdigit(static_cast<unsigned char>(c)) ||
         absl::StrContains(" '.-+|(),;", absl::string_view(&c, 1));
}

// INVALID_ARGUMENT: a character that no phrase has, or unbalanced parentheses.
absl::Status CheckCharacters(int number, absl::string_view text) {
  int depth = 0;
  for (const char c : text) {
    if (!IsPhraseCharacter(c)) {
      return ErrorAt(number, absl::StrCat("a phrase must not contain '", std::string(1, c), "'"));
    }
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (depth < 0) return ErrorAt(number, "a parenthesis is closed that is not open");
    const bool separates = c == ',' || c == ';';
    if (depth > 0 && separates) return ErrorAt(number, "a choice must separate words by '|'");
    if (depth == 0 && c == '|') return ErrorAt(number, "a choice must stand in parentheses");
  }
  return depth == 0 ? absl::OkStatus() : ErrorAt(number, "a parenthesis is not closed");
}

absl::Status CheckLists(int number, absl::string_view text) {
  absl::Status status = CheckCharacters(number, text);
  if (!status.ok()) return status;
  for (const absl::string_view column : absl::StrSplit(text, ';')) {
    if (absl::StripAsciiWhitespace(column).empty()) continue;  // A row may leave a column out.
    for (const absl::string_view phrase : absl::StrSplit(column, ',')) {
      if (absl::StripAsciiWhitespace(phrase).empty()) return ErrorAt(number, "a phrase is empty");
    }
  }
  return absl::OkStatus();
}

class Parser {
 public:
  absl::StatusOr<std::vector<PhraseSection>> Parse(absl::string_view text) {
    absl::StatusOr<std::vector<LogicalLine>> lines = JoinLines(text);
    if (!lines.ok()) return lines.status();
    for (const LogicalLine& line : *lines) {
      const absl::Status status = Read(line);
      if (!status.ok()) return status;
    }
    const absl::Status ended = EndSection();
    if (!ended.ok()) return ended;
    if (sections_.empty()) return absl::InvalidArgumentError("there are no sections");
    return std::move(sections_);
  }

 private:
  absl::Status Read(const LogicalLine& line) {
    if (line.text.front() == '[') return ReadHead(line);
    if (current_.name.empty()) return ErrorAt(line.number, "a phrase stands in no section");
    absl::StatusOr<std::string> text = WithDefinitions(line);
    if (!text.ok()) return text.status();
    const std::size_t colon = text->find(':');
    if (colon == std::string::npos) {
      current_.body.push_back(*text);
      return CheckLists(line.number, *text);
    }
    const absl::string_view value =
        absl::StripAsciiWhitespace(absl::string_view(*text).substr(colon + 1));
    if (value.empty()) return ErrorAt(line.number, "a field is empty");
    const std::string list(value);
    if (!current_.fields.emplace(text->substr(0, colon), ListPattern(list)).second) {
      return ErrorAt(line.number, "the section has this field twice");
    }
    return CheckLists(line.number, list);
  }

  absl::Status ReadHead(const LogicalLine& line) {
    const absl::Status ended = EndSection();
    if (!ended.ok()) return ended;
    absl::string_view name = line.text;
    absl::ConsumePrefix(&name, "[");
    if (!absl::ConsumeSuffix(&name, "]") || name.empty()) {
      return ErrorAt(line.number, "a section's head must be a name in brackets");
    }
    current_ = {.line = line.number, .name = std::string(name)};
    return absl::OkStatus();
  }

  absl::Status EndSection() {
    if (current_.name.empty()) return absl::OkStatus();
    if (current_.body.empty()) return current_.Error("the section has no phrases");
    absl::string_view name = current_.name;
    if (absl::ConsumePrefix(&name, "define ")) {
      definitions_[name] = current_.Pattern();
    } else {
      sections_.push_back(std::move(current_));
    }
    current_ = {};
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> WithDefinitions(const LogicalLine& line) const {
    std::string text = line.text;
    for (std::size_t open; (open = text.find('{')) != std::string::npos;) {
      const std::size_t close = text.find('}', open);
      if (close == std::string::npos) return ErrorAt(line.number, "a brace is not closed");
      const auto found = definitions_.find(text.substr(open + 1, close - open - 1));
      if (found == definitions_.end()) return ErrorAt(line.number, "nothing defines this name");
      text.replace(open, close - open + 1, found->second);
    }
    return text;
  }

  std::vector<PhraseSection> sections_;
  absl::flat_hash_map<std::string, std::string> definitions_;
  PhraseSection current_;  // Without a name before the first head.
};

}  // namespace

std::string PhraseSection::Field(absl::string_view field) const {
  const auto found = fields.find(field);
  return found == fields.end() ? "" : found->second;
}

std::string PhraseSection::Pattern() const {
  std::string list;
  for (const std::string& line : body) absl::StrAppend(&list, list.empty() ? "" : ", ", line);
  return ListPattern(list);
}

absl::Status PhraseSection::Error(absl::string_view problem) const {
  return ErrorAt(line, absl::StrCat("[", name, "]: ", problem));
}

absl::StatusOr<std::vector<PhraseSection>> ParsePhraseFile(absl::string_view text) {
  return Parser().Parse(text);
}

std::string ListPattern(absl::string_view list) {
  // A choice has no comma, so each comma ends a phrase.
  std::string pattern = absl::StrCat("(", list, ")");
  std::replace(pattern.begin(), pattern.end(), ',', '|');
  return pattern;
}

absl::Status CheckSections(absl::Span<const PhraseSection> sections,
                           absl::Span<const absl::string_view> names,
                           absl::Span<const absl::string_view> fields) {
  for (const PhraseSection& section : sections) {
    if (!absl::c_linear_search(names, section.name)) return section.Error("the name is unknown");
    for (const auto& [field, pattern] : section.fields) {
      if (absl::c_linear_search(fields, field)) continue;
      return section.Error(absl::StrCat("the field \"", field, "\" is unknown"));
    }
  }
  return absl::OkStatus();
}

absl::string_view PhraseText(absl::string_view name) {
  for (const base::TextFile& file : PhraseFiles()) {
    if (file.name == name) return file.text;
  }
  return "";
}

}  // namespace lossy::agent
