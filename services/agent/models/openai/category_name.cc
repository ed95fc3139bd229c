#include "services/agent/models/openai/category_name.h"

#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/shared/text/enum_name.h"

namespace lossy::agent {
namespace {

using notes::v1::NoteCategory;

// A model that cannot decide names two or three.
constexpr std::size_t kMostChosen = 3;

struct Synonyms {
  const char* category;
  const char* words;
};

constexpr Synonyms kSynonyms[] = {
    {"pacing", "pace speed timing tempo rhythm length duration"},
    {"audio",
     "music sound volume voice vocal speech dialogue dialog noise mix mixing loudness narration "
     "voiceover sfx"},
    {"visual",
     "video picture image framing composition lighting light camera focus exposure shot "
     "cinematography vfx"},
    {"editing", "edit cut cutting trim trimming transition montage sequence"},
    {"color", "colour coloring colouring grading grade saturation contrast hue"},
    {"graphics",
     "graphic text title caption subtitle overlay logo animation typography font branding"},
    {"content", "story script message copy narrative information fact wording"},
    {"general", "praise overall feedback positive"},
    {"other", "misc miscellaneous delivery technical legal export"},
};

const absl::flat_hash_map<std::string, NoteCategory>& Meanings() {
  static const auto* const meanings = [] {
    auto* map = new absl::flat_hash_map<std::string, NoteCategory>;
    for (const Synonyms& synonyms : kSynonyms) {
      const auto category = services::ParseEnum<NoteCategory>(synonyms.category);
      map->emplace(synonyms.category, category);
      for (absl::string_view word : absl::StrSplit(synonyms.words, ' ')) {
        map->emplace(word, category);
      }
    }
    return map;
  }();
  return *meanings;
}

struct NoLetter {
  absl::string_view Find(absl::string_view text, std::size_t from) const {
    while (from < text.size() && absl::ascii_isalpha(text[from])) ++from;
    return text.substr(from, from < text.size() ? 1 : 0);
  }
};

}  // namespace

absl::optional<NoteCategory> CategoryNamed(absl::string_view name) {
  const std::string lower = absl::AsciiStrToLower(name);
  std::vector<NoteCategory> named;
  for (absl::string_view word : absl::StrSplit(lower, NoLetter(), absl::SkipEmpty())) {
    for (absl::string_view form : {word, absl::StripSuffix(word, "s")}) {
      const auto found = Meanings().find(form);
      if (found == Meanings().end()) continue;
      if (!absl::c_linear_search(named, found->second)) named.push_back(found->second);
      break;
    }
  }
  if (named.empty() || named.size() > kMostChosen) return absl::nullopt;
  return named.front();
}

}  // namespace lossy::agent
