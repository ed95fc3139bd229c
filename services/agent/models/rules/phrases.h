#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace lossy::agent {

// Returns the phrases of a pattern, each as its words. A pattern has words and choices of words:
// "can (we|you) (please|)" has four phrases. A word with an apostrophe also matches its spelling
// without the apostrophe, unless that is another word.
std::vector<std::vector<std::string>> ExpandPattern(absl::string_view pattern);

// A table of phrases, each with a value. After the last Add it is immutable and thread-safe. The
// keys of a text are in the form of Word::key (words.h).
template <typename Value>
class PhraseTable {
 public:
  struct Match {
    // The number of matching words. 0: there is no match.
    std::size_t length = 0;
    const Value* value = nullptr;
  };

  // Adds the phrases of a pattern with one value. A phrase keeps its first value.
  void Add(absl::string_view pattern, const Value& value) {
    for (std::vector<std::string>& words : ExpandPattern(pattern)) Add(words, value);
  }

  void Add(const std::vector<std::string>& words, const Value& value) {
    longest_ = std::max(longest_, words.size());
    phrases_.emplace(Joined(words), value);
  }

  // Returns the longest phrase that starts at word `at`. The value lives as long as the table.
  Match MatchAt(absl::Span<const std::string> keys, std::size_t at) const {
    if (at >= keys.size()) return {};
    for (std::size_t length = std::min(longest_, keys.size() - at); length > 0; --length) {
      auto found = phrases_.find(Joined(keys.subspan(at, length)));
      if (found != phrases_.end()) return {length, &found->second};
    }
    return {};
  }

 private:
  static std::string Joined(absl::Span<const std::string> words) {
    std::string out;
    for (const std::string& word : words) absl::StrAppend(&out, word, " ");
    return out;
  }

  absl::flat_hash_map<std::string, Value> phrases_;
  std::size_t longest_ = 0;
};

// A set of phrases. After the last Add it is immutable and thread-safe.
class PhraseSet {
 public:
  PhraseSet() = default;
  explicit PhraseSet(absl::Span<const absl::string_view> patterns) {
    for (absl::string_view pattern : patterns) Add(pattern);
  }

  void Add(absl::string_view pattern) { table_.Add(pattern, true); }

  std::size_t MatchAt(absl::Span<const std::string> keys, std::size_t at) const {
    return table_.MatchAt(keys, at).length;
  }

  // Returns the number of phrases in a text that do not overlap.
  int CountIn(absl::Span<const std::string> keys) const;

 private:
  PhraseTable<bool> table_;
};

}  // namespace lossy::agent
