#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::agent {

// One spoken word in the forms that the rules need.
struct Word {
  // The written form, without the punctuation after it.
  std::string text;
  // The form that rules compare: lower case, with letters or digits at both ends.
  std::string key;
  // The punctuation after it: one of ",;:.?-", or 0.
  char tail = 0;
  // True if the speaker broke the word off: "mus-" in "mus- music".
  bool cut_off = false;
};

using Sentence = std::vector<Word>;

// Divides a text (PlainText) into sentences. A "!" counts as a period, and "..." as a comma,
// because it marks a hesitation.
std::vector<Sentence> SplitSentences(absl::string_view plain_text);

// Returns the words of `text`, which has no punctuation, for a rule's replacement.
Sentence MakeWords(absl::string_view text);

// Returns the sentence as text: the words and the punctuation between them, without a final period
// or comma.
std::string Join(const Sentence& sentence);

// Returns the key of each word.
std::vector<std::string> Keys(const Sentence& sentence);

}  // namespace lossy::agent
