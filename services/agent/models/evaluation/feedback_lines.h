#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace lossy::agent {

// Where the lines are, seen from the root of the tree.
inline constexpr char kFeedbackFile[] = "services/agent/models/rules/testdata/feedback.tsv";

// Something a reviewer said, and what should become of it.
struct FeedbackLine {
  std::string part;      // "tune": the rules were made with it; others: never.
  std::string category;  // "pacing"; "-" for one that is to be dropped.
  bool keep = false;
  std::string text;
};

// NOT_FOUND: there is no such file. INVALID_ARGUMENT: a line of it has not the columns that the
// file's head names.
absl::StatusOr<std::vector<FeedbackLine>> ReadFeedback(const std::string& path);

}  // namespace lossy::agent
