#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::lossyctl {

enum class Level { kOk, kWarn, kFail };

// One result of a check.
struct Finding {
  Level level = Level::kOk;
  std::string check;    // The kind of the check: "resolve", "health", "clock".
  std::string subject;  // The checked thing: "video 127.0.0.1:4101".
  std::string text;     // The result: "serves", "connection refused".
  std::string remedy;   // The operator's next step; empty if the level is kOk.
};

// Collects the results of all checks, in their order. Belongs to one thread.
class Findings {
 public:
  void Ok(absl::string_view check, absl::string_view subject, absl::string_view text);
  void Warn(absl::string_view check, absl::string_view subject, absl::string_view text,
            absl::string_view remedy);
  void Fail(absl::string_view check, absl::string_view subject, absl::string_view text,
            absl::string_view remedy);

  // Returns the number of findings of this level.
  int Count(Level level) const;

  // Returns one line for each finding: its level, check, subject and text. An indented line with
  // the remedy follows.
  std::string Text() const;
  // Returns {"ok":…,"warnings":…,"failures":…,"findings":[{"level":…,"check":…,"subject":…,
  // "text":…,"remedy":…}]}, with a line break at the end.
  std::string Json() const;

 private:
  std::vector<Finding> findings_;
};

}  // namespace lossy::lossyctl
