#include "services/agent/models/rules/topic_entries.h"

#include <iterator>

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "services/agent/models/rules/phrase_file.h"

namespace lossy::agent {
namespace {

constexpr struct {
  absl::string_view file;
  int topic;
} kFiles[] = {
    {"topic_pacing", notes::v1::NOTE_CATEGORY_PACING},
    {"topic_audio", notes::v1::NOTE_CATEGORY_AUDIO},
    {"topic_visual", notes::v1::NOTE_CATEGORY_VISUAL},
    {"topic_editing", notes::v1::NOTE_CATEGORY_EDITING},
    {"topic_color", notes::v1::NOTE_CATEGORY_COLOR},
    {"topic_graphics", notes::v1::NOTE_CATEGORY_GRAPHICS},
    {"topic_content", notes::v1::NOTE_CATEGORY_CONTENT},
    {"topic_other", notes::v1::NOTE_CATEGORY_OTHER},
    {"topic_general", notes::v1::NOTE_CATEGORY_GENERAL},
    {"topic_chatter", kChatter},
};

}  // namespace

absl::StatusOr<std::vector<TopicEntry>> ParseTopic(int topic, absl::string_view text) {
  const absl::StatusOr<std::vector<PhraseSection>> sections = ParsePhraseFile(text);
  if (!sections.ok()) return sections.status();
  std::vector<TopicEntry> entries;
  for (const PhraseSection& section : *sections) {
    TopicEntry entry{.weight = {.topic = topic}, .pattern = section.Pattern()};
    absl::string_view weight = section.name;
    entry.exact = absl::ConsumeSuffix(&weight, " exact");
    if (!absl::SimpleAtod(weight, &entry.weight.weight) || !(entry.weight.weight > 0)) {
      return section.Error("the name must be a weight");
    }
    if (!section.fields.empty()) return section.Error("a weight has no fields");
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::vector<TopicEntry> TopicEntries() {
  std::vector<TopicEntry> all;
  for (const auto& [file, topic] : kFiles) {
    std::vector<TopicEntry> entries = CompiledIn(ParseTopic(topic, PhraseText(file)));
    std::move(entries.begin(), entries.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace lossy::agent
