#include "services/agent/models/rules/verbs.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/agent/models/rules/phrase_file.h"

namespace lossy::agent {
namespace {

std::string Gerund(const std::string& verb, bool doubled) {
  if (doubled) return absl::StrCat(verb, verb.substr(verb.size() - 1), "ing");
  const bool silent_e = absl::EndsWith(verb, "e") && !absl::EndsWith(verb, "ee");
  return absl::StrCat(silent_e ? verb.substr(0, verb.size() - 1) : verb, "ing");
}

std::string Participle(const std::string& verb, bool doubled) {
  if (doubled) return absl::StrCat(verb, verb.substr(verb.size() - 1), "ed");
  if (absl::EndsWith(verb, "e")) return absl::StrCat(verb, "d");
  if (absl::EndsWith(verb, "fy") || absl::EndsWith(verb, "dy")) {
    return absl::StrCat(verb.substr(0, verb.size() - 1), "ied");
  }
  return absl::StrCat(verb, "ed");
}

}  // namespace

absl::StatusOr<Verbs> Verbs::Parse(absl::string_view text) {
  const absl::StatusOr<std::vector<PhraseSection>> sections = ParsePhraseFile(text);
  if (!sections.ok()) return sections.status();
  const absl::Status status = CheckSections(*sections, {"regular", "irregular"}, {});
  if (!status.ok()) return status;
  Verbs verbs;
  for (const PhraseSection& section : *sections) {
    for (const std::string& line : section.body) {
      if (section.name == "regular") {
        for (const absl::string_view verb : absl::StrSplit(line, ", ")) verbs.AddRegular(verb);
      } else if (!verbs.AddIrregular(line)) {
        return section.Error("a row must be a verb and its participle");
      }
    }
  }
  return verbs;
}

Verbs Verbs::English() { return CompiledIn(Parse(PhraseText("verbs"))); }

void Verbs::AddRegular(absl::string_view entry) {
  const bool doubled = absl::ConsumeSuffix(&entry, "+");
  const std::string verb(entry);
  bases_.insert(verb);
  gerunds_.emplace(Gerund(verb, doubled), verb);
  participles_.emplace(Participle(verb, doubled), verb);
}

bool Verbs::AddIrregular(absl::string_view row) {
  const std::vector<std::string> columns = absl::StrSplit(row, "; ");
  if (columns.size() != 2) return false;
  participles_.emplace(columns[1], columns[0]);
  return true;
}

std::string Verbs::FromGerund(const std::string& key) const {
  auto found = gerunds_.find(key);
  return found == gerunds_.end() ? "" : found->second;
}

std::string Verbs::FromParticiple(const std::string& key) const {
  auto found = participles_.find(key);
  return found == participles_.end() ? "" : found->second;
}

}  // namespace lossy::agent
