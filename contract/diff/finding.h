#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::contract {

enum class Severity : std::uint8_t {
  kOk,       // Old callers work as before.
  kWarning,  // Old callers work, but may behave otherwise. A person should look at the change.
  kBreak,    // Old callers fail, or lose data without an error.
};

// Returns "ok", "warning" or "break".
absl::string_view SeverityName(Severity severity);

// One difference between two contracts.
struct Finding {
  Severity severity = Severity::kOk;
  // The parts of the contract that the difference touches, such as "topic room:{id}, event say,
  // reply key posts[].text". One entry, or one for each use of a changed message.
  std::vector<std::string> elements;
  std::string what;    // The change: "the key was removed".
  std::string why;     // The callers that it breaks, and how. Empty if `severity` is kOk.
  std::string remedy;  // A change with the same purpose that breaks no caller. May be empty.
  // True if the operator permits this break.
  bool allowed = false;
};

// Findings in the order in which they were added. Not thread-safe.
class FindingList {
 public:
  // Adds a finding. If `subject` is not empty, and an earlier finding has the same subject and the
  // same texts, only its elements grow. A subject is the name of a changed field or type.
  void Add(Finding finding, absl::string_view subject = "");

  // Returns the findings, and those that break first. May be called once.
  std::vector<Finding> Take();

  // Adds the findings of another list, with their subjects.
  void Append(FindingList other);

  // Returns the highest severity of the findings, and kOk without one.
  Severity Worst() const;

 private:
  struct Entry {
    Finding finding;
    std::string subject;
  };

  std::vector<Entry> entries_;
  // The positions of entries with a subject, by subject and `what`.
  std::map<std::pair<std::string, std::string>, std::size_t> positions_;
};

}  // namespace lossy::contract
