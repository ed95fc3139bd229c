#include "services/agent/models/evaluation/feedback_lines.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace lossy::agent {

absl::StatusOr<std::vector<FeedbackLine>> ReadFeedback(const std::string& path) {
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(absl::StrCat("there is no ", path));
  std::vector<FeedbackLine> lines;
  for (std::string text; std::getline(file, text);) {
    if (text.empty() || text[0] == '#') continue;
    const std::vector<std::string> columns = absl::StrSplit(text, '\t');
    if (columns.size() != 4 || (columns[2] != "keep" && columns[2] != "drop")) {
      return absl::InvalidArgumentError(absl::StrCat(path, " has a bad line: ", text));
    }
    lines.push_back({columns[0], columns[1], columns[2] == "keep", columns[3]});
  }
  return lines;
}

}  // namespace lossy::agent
