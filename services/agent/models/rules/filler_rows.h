#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::agent {

// The places of a sentence in which a phrase is a filler, a word without a meaning such as "um" or
// "you know".
enum class FillerPosition {
  kAnywhere,
  kStart,
  kEnd,
  kSetOff,  // Between commas, or between a comma and an end of the sentence.
};

// A row of the table of fillers: phrases with the same conditions. Each text is a pattern of
// ExpandPattern. An empty condition always holds.
struct FillerRow {
  FillerPosition place = FillerPosition::kAnywhere;
  std::string pattern;
  std::string not_after;
  std::string not_before;
  std::string only_after;
  std::string only_before;
};

// Reads a phrase file whose sections are named [anywhere], [start], [end] or [set off]. Returns
// INVALID_ARGUMENT for any other text.
absl::StatusOr<std::vector<FillerRow>> ParseFillers(absl::string_view text);

}  // namespace lossy::agent
