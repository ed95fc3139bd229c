#include <fstream>
#include <iostream>
#include <map>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "services/agent/note_writer/rules_note_writer.h"

namespace lossy::agent {
namespace {

// What a user has who set nothing.
constexpr double kMinConfidence = 0.3;

struct Line {
  std::string part;
  std::string category;
  bool keep = false;
  std::string text;
};

std::vector<Line> ReadLines() {
  std::ifstream file("services/agent/note_writer/testdata/feedback.tsv");
  std::vector<Line> lines;
  for (std::string text; std::getline(file, text);) {
    if (text.empty() || text[0] == '#') continue;
    const std::vector<std::string> columns = absl::StrSplit(text, '\t');
    lines.push_back({columns.at(0), columns.at(1), columns.at(2) == "keep", columns.at(3)});
  }
  return lines;
}

std::string NameOf(notes::v1::NoteCategory category) {
  return absl::AsciiStrToLower(
      notes::v1::NoteCategory_Name(category).substr(sizeof("NOTE_CATEGORY_") - 1));
}

struct Tally {
  int lines = 0, decided = 0;
  int kept = 0, categorised = 0;
};

// Prints each line and counts what is right.
Tally Measure(absl::string_view part) {
  RulesNoteWriter writer;
  Tally tally;
  for (const Line& line : ReadLines()) {
    if (line.part != part) continue;
    const absl::StatusOr<Draft> draft = writer.Write({.text = line.text});
    if (!draft.ok()) continue;
    const std::string category = NameOf(draft->category);
    const bool keep = !draft->text.empty() && draft->confidence >= kMinConfidence;
    const bool right_category = !line.keep || category == line.category;
    ++tally.lines;
    tally.decided += keep == line.keep ? 1 : 0;
    tally.kept += line.keep ? 1 : 0;
    tally.categorised += line.keep && right_category ? 1 : 0;
    std::cout << absl::StreamFormat(
        "%s %-8s %-8s %-4s %.2f | %s | %s\n", keep == line.keep && right_category ? "  " : "!!",
        line.category, category, keep ? "keep" : "drop", draft->confidence, line.text, draft->text);
  }
  std::cout << absl::StreamFormat("%s: %d of %d kept or dropped as expected, %d of %d categories\n",
                                  part, tally.decided, tally.lines, tally.categorised, tally.kept);
  return tally;
}

void ExpectAccuracy(const Tally& tally, int least_lines) {
  EXPECT_GE(tally.lines, least_lines);
  EXPECT_GE(tally.decided, 0.90 * tally.lines);
  EXPECT_GE(tally.categorised, 0.85 * tally.kept);
}

TEST(FeedbackTest, TheTunedLinesAreUnderstood) { ExpectAccuracy(Measure("tune"), 80); }

TEST(FeedbackTest, LinesTheRulesHaveNotSeenAreUnderstood) { ExpectAccuracy(Measure("held"), 40); }

}  // namespace
}  // namespace lossy::agent
