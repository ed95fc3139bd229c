#include "services/agent/models/rules/phrases.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace lossy::agent {
namespace {

using Phrase = std::vector<std::string>;

// Without their apostrophes these are other words.
constexpr absl::string_view kNeedApostrophe[] = {"we're", "we'll", "she'll",
                                                 "he'll", "i'll",  "we'd"};

std::vector<Phrase> Spellings(absl::string_view word) {
  std::vector<Phrase> spellings = {{std::string(word)}};
  const std::string bare = absl::StrReplaceAll(word, {{"'", ""}});
  if (bare != word && !absl::c_linear_search(kNeedApostrophe, word)) spellings.push_back({bare});
  return spellings;
}

std::vector<Phrase> Followed(const std::vector<Phrase>& by, const std::vector<Phrase>& phrases) {
  std::vector<Phrase> longer;
  for (const Phrase& phrase : phrases) {
    for (const Phrase& next : by) {
      longer.push_back(phrase);
      longer.back().insert(longer.back().end(), next.begin(), next.end());
    }
  }
  return longer;
}

// Removes alternatives from the front, up to the end of their choice, and returns their phrases.
std::vector<Phrase> TakeChoice(absl::string_view* pattern) {
  std::vector<Phrase> all;
  std::vector<Phrase> current(1);
  while (!pattern->empty() && !absl::ConsumePrefix(pattern, ")")) {
    if (absl::ConsumePrefix(pattern, " ")) continue;
    if (absl::ConsumePrefix(pattern, "|")) {
      all.insert(all.end(), current.begin(), current.end());
      current.assign(1, {});
    } else if (absl::ConsumePrefix(pattern, "(")) {
      current = Followed(TakeChoice(pattern), current);
    } else {
      const std::size_t end = std::min(pattern->find_first_of(" |()"), pattern->size());
      current = Followed(Spellings(pattern->substr(0, end)), current);
      pattern->remove_prefix(end);
    }
  }
  all.insert(all.end(), current.begin(), current.end());
  return all;
}

}  // namespace

std::vector<Phrase> ExpandPattern(absl::string_view pattern) { return TakeChoice(&pattern); }

int PhraseSet::CountIn(absl::Span<const std::string> keys) const {
  int count = 0;
  for (std::size_t i = 0; i < keys.size();) {
    const std::size_t length = MatchAt(keys, i);
    if (length > 0) ++count;
    i += std::max<std::size_t>(length, 1);
  }
  return count;
}

}  // namespace lossy::agent
