#include "contract/diff/finding.h"

#include <algorithm>
#include <utility>

namespace lossy::contract {

absl::string_view SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kOk:
      return "ok";
    case Severity::kWarning:
      return "warning";
    case Severity::kBreak:
      break;
  }
  return "break";
}

void FindingList::Add(Finding finding, absl::string_view subject) {
  if (!subject.empty()) {
    const auto [found, added] =
        positions_.try_emplace({std::string(subject), finding.what}, entries_.size());
    if (!added) {
      std::vector<std::string>& elements = entries_[found->second].finding.elements;
      elements.insert(elements.end(), finding.elements.begin(), finding.elements.end());
      return;
    }
  }
  entries_.push_back({std::move(finding), std::string(subject)});
}

void FindingList::Append(FindingList other) {
  for (Entry& entry : other.entries_) Add(std::move(entry.finding), entry.subject);
}

Severity FindingList::Worst() const {
  Severity worst = Severity::kOk;
  for (const Entry& entry : entries_) worst = std::max(worst, entry.finding.severity);
  return worst;
}

std::vector<Finding> FindingList::Take() {
  std::vector<Finding> findings;
  for (Entry& entry : entries_) findings.push_back(std::move(entry.finding));
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  return findings;
}

}  // namespace lossy::contract
