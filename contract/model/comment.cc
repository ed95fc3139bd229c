#include "contract/model/comment.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace lossy::contract {
namespace {

// Words of comments and ends of names. The longer words come first: milliseconds contain seconds.
struct UnitWords {
  absl::string_view unit, word, ending;
};
constexpr UnitWords kUnits[] = {
    {"ms", "milliseconds", "_ms"},
    {"s", "seconds", "_seconds"},
    {"bytes", "bytes", "_bytes"},
};

}  // namespace

std::string CleanComment(absl::string_view text) {
  std::string clean;
  absl::string_view separator;
  bool in_list = false;
  for (absl::string_view raw : absl::StrSplit(text, '\n')) {
    const absl::string_view line = absl::StripAsciiWhitespace(raw);
    if (line.empty()) {
      separator = clean.empty() ? "" : "\n\n";
      in_list = false;
      continue;
    }
    const bool begins_item = absl::StartsWith(line, "- ");
    // One space follows the slashes; a continued item is indented further.
    const bool ends_list = in_list && !absl::StartsWith(raw, "  ");
    if (separator == " " && (begins_item || ends_list)) separator = "\n";
    in_list = begins_item || (in_list && !ends_list);
    clean.append(separator.data(), separator.size());
    clean.append(line.data(), line.size());
    separator = " ";
  }
  return clean;
}

std::string UnitOf(absl::string_view comment, absl::string_view name) {
  for (const UnitWords& words : kUnits) {
    if (absl::EndsWith(name, words.ending)) return std::string(words.unit);
  }
  for (const UnitWords& words : kUnits) {
    if (absl::StrContains(absl::AsciiStrToLower(comment), words.word)) {
      return std::string(words.unit);
    }
  }
  return "";
}

bool SaysRequired(absl::string_view comment) {
  constexpr absl::string_view kWord = "equired";
  for (std::size_t at = comment.find(kWord); at != absl::string_view::npos;
       at = comment.find(kWord, at + 1)) {
    const absl::string_view before = comment.substr(0, at),
                            after = comment.substr(at + kWord.size());
    const bool begins = absl::EndsWith(before, "R") || absl::EndsWith(before, "; r");
    const bool ends =
        after.empty() || absl::string_view(".,;:").find(after.front()) != absl::string_view::npos;
    if (begins && ends) return true;
  }
  return false;
}

absl::string_view FirstSentence(absl::string_view comment) {
  const absl::string_view paragraph = comment.substr(0, comment.find('\n'));
  for (std::size_t at = paragraph.find(". "); at != absl::string_view::npos;
       at = paragraph.find(". ", at + 1)) {
    // "e. g." and single letters are no ends.
    if (at + 2 < paragraph.size() && absl::ascii_isupper(paragraph[at + 2])) {
      return paragraph.substr(0, at + 1);
    }
  }
  return paragraph;
}

}  // namespace lossy::contract
