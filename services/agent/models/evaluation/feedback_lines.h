#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace lossy::agent {

// The path of the file from the root of the repository.
inline constexpr char kFeedbackFile[] = "services/agent/models/rules/testdata/feedback.tsv";

// One line of the test file: the words of a reviewer and the expected note.
struct FeedbackLine {
  std::string part;      // "tune": the rules were made with this line. Other parts are unseen.
  std::string category;  // Such as "pacing"; "-" for a line that must be dropped.
  bool keep = false;
  std::string text;
};

// Reads the test file. Returns NOT_FOUND if there is no such file, and INVALID_ARGUMENT if a line
// does not have the columns of the head.
absl::StatusOr<std::vector<FeedbackLine>> ReadFeedback(const std::string& path);

}  // namespace lossy::agent
