#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/agent/models/api/note_writer.h"
#include "services/agent/models/evaluation/feedback_lines.h"

namespace lossy::agent {

// What became of one line.
struct Verdict {
  FeedbackLine line;
  absl::StatusOr<Draft> draft;

  std::string category() const;  // As in FeedbackLine; "-" without a draft.
  bool keeps() const;            // As for a user who set nothing.
  bool decides_right() const { return draft.ok() && keeps() == line.keep; }
  // Of lines that are to be dropped the category does not matter.
  bool sorts_right() const { return draft.ok() && (!line.keep || category() == line.category); }
};

// What a writer makes of each line of a part, `at_once` of them at a time.
std::vector<Verdict> Judge(NoteWriter& writer, absl::Span<const FeedbackLine> lines,
                           absl::string_view part, int at_once = 1);

struct Accuracy {
  int lines = 0;
  int decided = 0;  // Kept or dropped as expected.
  int to_keep = 0;  // That are to be kept;
  int sorted = 0;   // of these, in the expected category.
  int failed = 0;   // Without a draft.
  double decision_rate() const { return lines == 0 ? 0 : static_cast<double>(decided) / lines; }
  double category_rate() const { return to_keep == 0 ? 0 : static_cast<double>(sorted) / to_keep; }
};

Accuracy Count(absl::Span<const Verdict> verdicts);

// For people: what was expected, what became of it, and "!!" where they differ.
std::string Describe(const Verdict& verdict);

}  // namespace lossy::agent
