#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/agent/models/api/note_writer.h"
#include "services/agent/models/evaluation/feedback_lines.h"

namespace lossy::agent {

// The result of one line.
struct Verdict {
  FeedbackLine line;
  absl::StatusOr<Draft> draft;

  std::string category() const;  // As in FeedbackLine; "-" without a draft.
  bool keeps() const;            // By the default settings of a user.
  bool decides_right() const { return draft.ok() && keeps() == line.keep; }
  // The category of a line that must be dropped does not matter.
  bool sorts_right() const { return draft.ok() && (!line.keep || category() == line.category); }
};

// Asks the writer about each line of a part, `at_once` lines at the same time.
std::vector<Verdict> Judge(NoteWriter& writer, absl::Span<const FeedbackLine> lines,
                           absl::string_view part, int at_once = 1);

struct Accuracy {
  int lines = 0;
  int decided = 0;  // Kept or dropped as expected.
  int to_keep = 0;  // Lines that must be kept.
  int sorted = 0;   // Of these, the ones in the expected category.
  int failed = 0;   // Without a draft.
  double decision_rate() const { return lines == 0 ? 0 : static_cast<double>(decided) / lines; }
  double category_rate() const { return to_keep == 0 ? 0 : static_cast<double>(sorted) / to_keep; }
};

Accuracy Count(absl::Span<const Verdict> verdicts);

// A line for people: the expected and the actual result, and "!!" where they differ.
std::string Describe(const Verdict& verdict);

}  // namespace lossy::agent
