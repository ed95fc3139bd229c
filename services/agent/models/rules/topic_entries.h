#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::agent {

// A topic is a number: that of a category of notes, or kChatter for talk that is no feedback.
inline constexpr int kChatter = notes::v1::NoteCategory_ARRAYSIZE;
inline constexpr int kTopics = kChatter + 1;

// The topic of a word, and its weight: 4 to 6 for the name of a thing, 3 for a word that is mostly
// used for one category, and 1 to 2 for a hint.
struct TopicWeight {
  int topic = 0;
  double weight = 0;
};

// A row of the table of topics: phrases with one topic and weight.
struct TopicEntry {
  TopicWeight weight;
  bool exact = false;   // False: other forms of each word match, too (stem.h).
  std::string pattern;  // A pattern of ExpandPattern.
};

// Reads the phrase file of a topic. A section's name is a weight, as in [4.5] or [4.5 exact].
// Returns INVALID_ARGUMENT for any other text.
absl::StatusOr<std::vector<TopicEntry>> ParseTopic(int topic, absl::string_view text);

// Returns the compiled-in entries of all topics. A phrase belongs to the first entry that has it.
std::vector<TopicEntry> TopicEntries();

}  // namespace lossy::agent
