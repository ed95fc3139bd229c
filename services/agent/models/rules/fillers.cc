#include "services/agent/models/rules/fillers.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "services/agent/models/rules/phrase_file.h"

namespace lossy::agent {
namespace {

bool IsOneOf(char c, absl::string_view set) { return set.find(c) != absl::string_view::npos; }

bool IsNumber(const std::string& key) {
  return !key.empty() && absl::c_all_of(key, [](char c) { return absl::ascii_isdigit(c); });
}

PhraseTable<bool> TableOf(absl::string_view pattern) {
  PhraseTable<bool> table;
  table.Add(pattern, true);
  return table;
}

bool EndsBefore(const PhraseTable<bool>& table, absl::Span<const std::string> keys,
                std::size_t at) {
  static constexpr std::size_t kLongest = 3;
  for (std::size_t length = 1; length <= std::min(at, kLongest); ++length) {
    if (table.MatchAt(keys.subspan(0, at), at - length).length == length) return true;
  }
  return false;
}

// Removes words, and with them the commas that set them off.
void Erase(Sentence* sentence, std::size_t at, std::size_t length) {
  const char tail = (*sentence)[at + length - 1].tail;
  if (at > 0) {
    char& before = (*sentence)[at - 1].tail;
    const bool both = before == ',' && tail == ',';
    if (both) before = 0;
    if (tail == '.' || tail == '?' || tail == ';' || tail == ':') before = tail;
  }
  sentence->erase(sentence->begin() + at, sentence->begin() + at + length);
}

bool AfterComma(const Sentence& sentence, std::size_t at) {
  return at == 0 || IsOneOf(sentence[at - 1].tail, ",;:-");
}

bool BeforeComma(const Sentence& sentence, std::size_t end) {
  return end == sentence.size() || IsOneOf(sentence[end - 1].tail, ",;:-");
}

}  // namespace

bool IsHesitation(const std::string& key) {
  static constexpr absl::string_view kShapes[] = {"um",  "uh",   "uhm",    "hm",   "mhm",  "er",
                                                  "erm", "ah",   "eh",     "ehm",  "huh",  "aw",
                                                  "m",   "hmph", "uh-huh", "m-hm", "uh-uh"};
  if (key.size() < 2) return false;
  std::string shape = key;
  shape.erase(std::unique(shape.begin(), shape.end()), shape.end());
  return absl::c_linear_search(kShapes, shape);
}

Fillers::Rule::Rule(const FillerRow& row)
    : place(row.place),
      phrase(TableOf(row.pattern)),
      not_after(TableOf(row.not_after)),
      not_before(TableOf(row.not_before)),
      only_after(TableOf(row.only_after)),
      only_before(TableOf(row.only_before)),
      has_only_after(!row.only_after.empty()),
      has_only_before(!row.only_before.empty()) {}

Fillers::Fillers() {
  for (const FillerRow& row : CompiledIn(ParseFillers(PhraseText("fillers")))) {
    rules_.emplace_back(row);
  }
}

std::size_t Fillers::MatchAt(const Sentence& sentence, const std::vector<std::string>& keys,
                             std::size_t at) const {
  // "A 35 mm lens" has no hesitation.
  if (IsHesitation(keys[at])) return at > 0 && IsNumber(keys[at - 1]) ? 0 : 1;
  std::size_t longest = 0;
  for (const Rule& rule : rules_) {
    const std::size_t length = rule.phrase.MatchAt(keys, at).length;
    if (length <= longest) continue;
    const std::size_t end = at + length;
    if (rule.place == FillerPosition::kStart && at != 0) continue;
    if (rule.place == FillerPosition::kEnd && end != sentence.size()) continue;
    const bool set_off = AfterComma(sentence, at) && BeforeComma(sentence, end);
    if (rule.place == FillerPosition::kSetOff && !set_off) continue;
    if (EndsBefore(rule.not_after, keys, at)) continue;
    if (rule.not_before.MatchAt(keys, end).length > 0) continue;
    if (rule.has_only_after && !EndsBefore(rule.only_after, keys, at)) continue;
    if (rule.has_only_before && rule.only_before.MatchAt(keys, end).length == 0) continue;
    longest = length;
  }
  return longest;
}

void Fillers::RemoveFrom(Sentence* sentence) const {
  // A filler may stand at the start or end only after another filler was removed there.
  static constexpr int kPasses = 8;
  bool changed = true;
  for (int pass = 0; changed && pass < kPasses; ++pass) {
    changed = false;
    std::vector<std::string> keys = Keys(*sentence);
    for (std::size_t at = 0; at < sentence->size();) {
      const std::size_t length = MatchAt(*sentence, keys, at);
      if (length == 0) {
        ++at;
        continue;
      }
      Erase(sentence, at, length);
      keys.erase(keys.begin() + at, keys.begin() + at + length);
      changed = true;
    }
  }
}

}  // namespace lossy::agent
