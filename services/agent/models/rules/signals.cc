#include "services/agent/models/rules/signals.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "services/agent/models/rules/fillers.h"
#include "services/agent/models/rules/phrase_file.h"

namespace lossy::agent {

absl::StatusOr<SignalPhrases> ParseSignals(absl::string_view text) {
  const absl::StatusOr<std::vector<PhraseSection>> sections = ParsePhraseFile(text);
  if (!sections.ok()) return sections.status();
  SignalPhrases phrases;
  for (const PhraseSection& section : *sections) {
    if (!section.fields.empty()) return section.Error("a signal has no fields");
    const std::string pattern = section.Pattern();
    if (section.name == "strong hedge") {
      phrases.signals.Add(pattern, Signal::kStrongHedge);
    } else if (section.name == "hedge") {
      phrases.signals.Add(pattern, Signal::kHedge);
    } else if (section.name == "praise") {
      phrases.signals.Add(pattern, Signal::kPraise);
    } else if (section.name == "complaint") {
      phrases.signals.Add(pattern, Signal::kComplaint);
    } else if (section.name == "specific") {
      phrases.signals.Add(pattern, Signal::kSpecific);
    } else if (section.name == "preserving") {
      phrases.preserving.Add(pattern);
    } else if (section.name == "quoting") {
      phrases.quoting.Add(pattern);
    } else {
      return section.Error("the name is unknown");
    }
  }
  return phrases;
}

Signals& Signals::operator+=(const Signals& other) {
  words += other.words;
  hesitations += other.hesitations;
  praise |= other.praise;
  preserves |= other.preserves;
  complaint |= other.complaint;
  hedges += other.hedges;
  specific |= other.specific;
  return *this;
}

SignalReader::SignalReader() : phrases_(CompiledIn(ParseSignals(PhraseText("signals")))) {}

Signals SignalReader::Read(absl::Span<const std::string> keys) const {
  Signals signals;
  signals.words = static_cast<int>(keys.size());
  signals.preserves = phrases_.preserving.CountIn(keys) > 0;
  for (std::size_t at = 0; at < keys.size();) {
    signals.hesitations += IsHesitation(keys[at]) ? 1 : 0;
    signals.specific |=
        absl::c_any_of(keys[at], [](char c) { return absl::ascii_isdigit(c) != 0; });
    if (const std::size_t quoting = phrases_.quoting.MatchAt(keys, at); quoting > 0) {
      at += quoting + 1;
      continue;
    }
    const auto match = phrases_.signals.MatchAt(keys, at);
    at += std::max<std::size_t>(match.length, 1);
    if (match.length == 0) continue;
    signals.praise |= *match.value == Signal::kPraise;
    signals.complaint |= *match.value == Signal::kComplaint;
    signals.specific |= *match.value == Signal::kSpecific;
    signals.hedges += *match.value == Signal::kHedge         ? 1
                      : *match.value == Signal::kStrongHedge ? 2
                                                             : 0;
  }
  return signals;
}

}  // namespace lossy::agent
