#pragma once

#include "absl/strings/string_view.h"

namespace lossy::agent {

// How much of what was said was heard.
struct WordErrors {
  int words = 0;   // That were said.
  int errors = 0;  // The fewest that were changed, left out or added.

  WordErrors& operator+=(const WordErrors& other) {
    words += other.words;
    errors += other.errors;
    return *this;
  }
  double rate() const { return words == 0 ? 0 : static_cast<double>(errors) / words; }
};

// Case, and signs other than apostrophes, do not count.
WordErrors CountWordErrors(absl::string_view said, absl::string_view heard);

}  // namespace lossy::agent
