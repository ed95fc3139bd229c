#include "services/agent/models/rules/restarts.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace lossy::agent {
namespace {

// These phrases take back the whole thought.
constexpr absl::string_view kCorrections[] = {"no wait",
                                              "no sorry",
                                              "wait no",
                                              "actually no",
                                              "sorry no",
                                              "scratch that",
                                              "no scratch that",
                                              "strike that",
                                              "no actually",
                                              "sorry i mean",
                                              "no i mean",
                                              "let me rephrase",
                                              "let me rephrase that",
                                              "let me start over"};
// These phrases take back one word, or none.
constexpr absl::string_view kReplacements[] = {"i mean", "or rather", "sorry"};
constexpr absl::string_view kArticles[] = {"(the|a|an)"};
constexpr absl::string_view kDeterminers[] = {
    "(the|a|an|this|these|those|my|our|his|her|their|your)"};
constexpr absl::string_view kNumbers[] = {
    "(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "hundred|half|quarter)"};

bool StartsWithDigit(const std::string& key) { return !key.empty() && absl::ascii_isdigit(key[0]); }

void RemoveBrokenWords(Sentence* sentence) {
  for (std::size_t i = 0; i + 1 < sentence->size();) {
    const std::string& next = (*sentence)[i + 1].key;
    // "A two- or three-second hold" breaks nothing off.
    const bool suspended = next == "or" || next == "and" || next == "to";
    if ((*sentence)[i].cut_off && !suspended) {
      sentence->erase(sentence->begin() + i);
    } else {
      ++i;
    }
  }
}

bool SameKeys(const Sentence& sentence, std::size_t a, std::size_t b, std::size_t length) {
  for (std::size_t i = 0; i < length; ++i) {
    if (sentence[a + i].key != sentence[b + i].key) return false;
  }
  return true;
}

}  // namespace

Restarts::Restarts()
    : corrections_(kCorrections),
      replacements_(kReplacements),
      determiners_(kDeterminers),
      articles_(kArticles),
      numbers_(kNumbers) {}

std::size_t Restarts::RoleBefore(absl::Span<const std::string> keys, std::size_t at,
                                 std::size_t after) const {
  static constexpr std::size_t kNear = 5;
  const auto is_number = [&](std::size_t i) {
    return StartsWithDigit(keys[i]) || numbers_.MatchAt(keys, i) > 0;
  };
  for (std::size_t i = at; i-- > 0 && at - i <= kNear;) {
    if (keys[i] != keys[after] && !(is_number(i) && is_number(after))) continue;
    while (i > 0 && is_number(i) && is_number(i - 1)) --i;
    return i;
  }
  return at;
}

void Restarts::ApplyCorrections(Sentence* sentence) const {
  static constexpr std::size_t kWholeThought = 4;
  std::vector<std::string> keys = Keys(*sentence);
  for (std::size_t at = 1; at < keys.size(); ++at) {
    const std::size_t strong = corrections_.MatchAt(keys, at);
    const std::size_t length = std::max(strong, replacements_.MatchAt(keys, at));
    const std::size_t after = at + length;
    if (length == 0 || after >= keys.size()) continue;
    std::size_t from = RoleBefore(keys, at, after);
    if (from == at && strong > 0 && keys.size() - after >= kWholeThought) from = 0;
    if (from == at) continue;
    sentence->erase(sentence->begin() + from, sentence->begin() + after);
    keys.erase(keys.begin() + from, keys.begin() + after);
    at = from;
  }
}

void Restarts::RemoveRepeats(Sentence* sentence) const {
  static constexpr std::size_t kLongest = 6;
  for (std::size_t length = kLongest; length > 0; --length) {
    for (std::size_t i = 0; i + 2 * length <= sentence->size();) {
      // "Twenty twenty" is a number, not a stutter.
      const bool number = length == 1 && (StartsWithDigit((*sentence)[i].key) ||
                                          numbers_.MatchAt({&(*sentence)[i].key, 1}, 0) > 0);
      if (!number && SameKeys(*sentence, i, i + length, length)) {
        sentence->erase(sentence->begin() + i, sentence->begin() + i + length);
      } else {
        ++i;
      }
    }
  }
}

void Restarts::RemoveFrom(Sentence* sentence) const {
  RemoveBrokenWords(sentence);
  ApplyCorrections(sentence);
  RemoveRepeats(sentence);
  const std::vector<std::string> keys = Keys(*sentence);
  for (std::size_t i = keys.size(); i-- > 1;) {
    const bool grows = absl::StartsWith(keys[i], keys[i - 1] + "'");
    const bool replaced = articles_.MatchAt(keys, i - 1) > 0 && determiners_.MatchAt(keys, i) > 0;
    if (grows || replaced) sentence->erase(sentence->begin() + i - 1);
  }
}

}  // namespace lossy::agent
