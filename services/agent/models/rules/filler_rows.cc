#include "services/agent/models/rules/filler_rows.h"

#include "services/agent/models/rules/phrase_file.h"

namespace lossy::agent {
namespace {

FillerPosition PlaceOf(absl::string_view name) {
  if (name == "start") return FillerPosition::kStart;
  if (name == "end") return FillerPosition::kEnd;
  return name == "set off" ? FillerPosition::kSetOff : FillerPosition::kAnywhere;
}

}  // namespace

absl::StatusOr<std::vector<FillerRow>> ParseFillers(absl::string_view text) {
  const absl::StatusOr<std::vector<PhraseSection>> sections = ParsePhraseFile(text);
  if (!sections.ok()) return sections.status();
  const absl::Status status =
      CheckSections(*sections, {"anywhere", "start", "end", "set off"},
                    {"not after", "not before", "only after", "only before"});
  if (!status.ok()) return status;
  std::vector<FillerRow> rows;
  for (const PhraseSection& section : *sections) {
    rows.push_back({.place = PlaceOf(section.name),
                    .pattern = section.Pattern(),
                    .not_after = section.Field("not after"),
                    .not_before = section.Field("not before"),
                    .only_after = section.Field("only after"),
                    .only_before = section.Field("only before")});
  }
  return rows;
}

}  // namespace lossy::agent
