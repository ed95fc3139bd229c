#pragma once

#include "absl/strings/string_view.h"

namespace lossy::agent {

// The difference between spoken and recognised words, for the word error rate.
struct WordErrors {
  int words = 0;   // Spoken words.
  int errors = 0;  // The smallest number of changed, missing and added words.

  WordErrors& operator+=(const WordErrors& other) {
    words += other.words;
    errors += other.errors;
    return *this;
  }
  double rate() const { return words == 0 ? 0 : static_cast<double>(errors) / words; }
};

// Compares the texts. Ignores case, and all signs other than apostrophes.
WordErrors CountWordErrors(absl::string_view said, absl::string_view heard);

}  // namespace lossy::agent
