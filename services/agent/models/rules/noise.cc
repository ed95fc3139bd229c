#include "services/agent/models/rules/noise.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_set.h"
#include "services/agent/models/rules/fillers.h"
#include "services/agent/models/rules/phrase_file.h"

namespace lossy::agent {
absl::StatusOr<PhraseSet> ParseEmptyTalk(absl::string_view text) {
  const absl::StatusOr<std::vector<PhraseSection>> sections = ParsePhraseFile(text);
  if (!sections.ok()) return sections.status();
  const absl::Status status = CheckSections(*sections, {"empty talk"}, {});
  if (!status.ok()) return status;
  PhraseSet phrases;
  for (const PhraseSection& section : *sections) phrases.Add(section.Pattern());
  return phrases;
}

Noise::Noise() : empty_talk_(CompiledIn(ParseEmptyTalk(PhraseText("noise")))) {}

bool Noise::IsEmptyTalk(absl::Span<const std::string> keys) const {
  for (std::size_t at = 0; at < keys.size();) {
    const std::size_t length = IsHesitation(keys[at]) ? 1 : empty_talk_.MatchAt(keys, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

bool Noise::IsLoop(absl::Span<const std::string> keys) {
  static constexpr std::size_t kShortest = 6;
  static constexpr std::size_t kTimes = 3;
  const absl::flat_hash_set<std::string> different(keys.begin(), keys.end());
  return keys.size() >= kShortest && different.size() * kTimes <= keys.size();
}

}  // namespace lossy::agent
