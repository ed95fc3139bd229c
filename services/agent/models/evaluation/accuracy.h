#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/agent/models/api/note_writer.h"
#include "services/agent/models/evaluation/feedback_lines.h"

namespace lossy::agent {

// The result of a note writer for one line of the test file (feedback_lines.h).
struct Verdict {
  FeedbackLine line;
  absl::StatusOr<Draft> draft;

  std::string category() const;  // In the form of FeedbackLine::category; "-" without a draft.
  bool keeps() const;            // True if the draft becomes a note with default settings.
  bool decides_right() const { return draft.ok() && keeps() == line.keep; }
  // True if the category is right. The category of a line that must be dropped does not matter.
  bool sorts_right() const { return draft.ok() && (!line.keep || category() == line.category); }
};

// Asks the writer about each line of the part `part`, `at_once` lines at the same time. Blocks
// until all are answered.
std::vector<Verdict> Judge(NoteWriter& writer, absl::Span<const FeedbackLine> lines,
                           absl::string_view part, int at_once = 1);

// The sums of some verdicts.
struct Accuracy {
  int lines = 0;
  int decided = 0;  // Lines that were kept or dropped as expected.
  int to_keep = 0;  // Lines that must be kept.
  int sorted = 0;   // Of these, the ones in the expected category.
  int failed = 0;   // Lines without a draft.
  double decision_rate() const { return lines == 0 ? 0 : static_cast<double>(decided) / lines; }
  double category_rate() const { return to_keep == 0 ? 0 : static_cast<double>(sorted) / to_keep; }
};

Accuracy Count(absl::Span<const Verdict> verdicts);

// Returns a line of text for the report: the expected and the actual result, with "!!" if they
// differ.
std::string Describe(const Verdict& verdict);

}  // namespace lossy::agent
