#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::agent {

// Topics are the categories of notes by their number, and talk that is no feedback.
inline constexpr int kChatter = notes::v1::NoteCategory_ARRAYSIZE;
inline constexpr int kTopics = kChatter + 1;

// The topic of a word, and its weight: the name of a thing weighs 4 to 6, a word that is mostly
// used for one category 3, a hint 1 to 2.
struct TopicWeight {
  int topic = 0;
  double weight = 0;
};

// Phrases of one weight.
struct TopicEntry {
  TopicWeight weight;
  bool exact = false;   // False: all forms of each word match.
  std::string pattern;  // Of ExpandPattern.
};

// Reads the phrase file of a topic. A section's name is a weight, as in [4.5] or [4.5 exact].
// INVALID_ARGUMENT.
absl::StatusOr<std::vector<TopicEntry>> ParseTopic(int topic, absl::string_view text);

// The compiled-in entries of all topics. A phrase belongs to the first entry that has it.
std::vector<TopicEntry> TopicEntries();

}  // namespace lossy::agent
