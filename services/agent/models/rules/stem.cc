#include "services/agent/models/rules/stem.h"

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace lossy::agent {
namespace {

bool HasVowel(absl::string_view word) {
  return word.find_first_of("aeiouy") != absl::string_view::npos;
}

// "trimm" → "trim"; "pull", "press" and "buzz" stay.
void Undouble(std::string* word) {
  const std::size_t size = word->size();
  if (size < 3 || (*word)[size - 1] != (*word)[size - 2]) return;
  if (absl::string_view("lszfaeiou").find(word->back()) == absl::string_view::npos) {
    word->pop_back();
  }
}

void DropPlural(std::string* word) {
  if (absl::EndsWith(*word, "ies") && word->size() > 4) {
    word->replace(word->size() - 3, 3, "y");
    return;
  }
  for (absl::string_view ending : {"sses", "shes", "ches", "xes", "zzes"}) {
    if (!absl::EndsWith(*word, ending)) continue;
    word->resize(word->size() - 2);
    return;
  }
  const bool plural = absl::EndsWith(*word, "s") && !absl::EndsWith(*word, "ss") &&
                      !absl::EndsWith(*word, "us") && !absl::EndsWith(*word, "is");
  if (plural) word->pop_back();
}

bool DropEnding(std::string* word, absl::string_view ending, std::size_t shortest) {
  if (word->size() < shortest || !absl::EndsWith(*word, ending)) return false;
  const std::string rest = word->substr(0, word->size() - ending.size());
  if (!HasVowel(rest)) return false;
  *word = rest;
  return true;
}

}  // namespace

std::string Stem(absl::string_view word) {
  std::string stem(word);
  if (stem.size() <= 3) return stem;
  DropPlural(&stem);
  if (DropEnding(&stem, "ing", 6) || DropEnding(&stem, "ed", 5)) {
    Undouble(&stem);
  } else {
    DropEnding(&stem, "ly", 6);
  }
  if (stem.size() > 3 && stem.back() == 'e') stem.pop_back();
  return stem;
}

std::vector<std::string> PlainWords(absl::Span<const std::string> keys) {
  std::vector<std::string> words;
  for (const std::string& key : keys) {
    for (absl::string_view part : absl::StrSplit(key, '-', absl::SkipEmpty())) {
      absl::ConsumeSuffix(&part, "'s") || absl::ConsumeSuffix(&part, "'");
      if (!part.empty()) words.emplace_back(part);
    }
  }
  return words;
}

}  // namespace lossy::agent
