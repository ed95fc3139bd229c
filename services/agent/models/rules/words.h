#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// One spoken word.
struct Word {
  // The written form, without the punctuation behind it.
  std::string text;
  // The form that rules compare: lower case, with letters or digits at both ends.
  std::string key;
  // The punctuation behind it: one of ",;:.?-", or 0.
  char tail = 0;
  // The speaker broke the word off, as in "mus- music".
  bool cut_off = false;
};

using Sentence = std::vector<Word>;

// The sentences of a plain text. A "!" counts as a period, and "..." as a comma: it marks a
// hesitation.
std::vector<Sentence> SplitSentences(absl::string_view plain_text);

// The words of a rule's replacement, which has no punctuation.
Sentence MakeWords(absl::string_view text);

// The words and the punctuation between them, without a final period or comma.
std::string Join(const Sentence& sentence);

std::vector<std::string> Keys(const Sentence& sentence);

}  // namespace lossy::agent
