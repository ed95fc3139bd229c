#include "services/agent/models/rules/lead_in_rows.h"

#include "absl/strings/str_replace.h"
#include "services/agent/models/rules/phrase_file.h"

namespace lossy::agent {
namespace {

LeadInKind KindOf(absl::string_view name) {
  if (name == "request") return LeadInKind::kRequest;
  if (name == "verb") return LeadInKind::kVerb;
  if (name == "gerund") return LeadInKind::kGerund;
  return name == "padding" ? LeadInKind::kPadding : LeadInKind::kOpinion;
}

// A replacement is one phrase, not a choice.
std::string PhraseOf(absl::string_view pattern) {
  return absl::StrReplaceAll(pattern, {{"(", ""}, {")", ""}});
}

}  // namespace

absl::StatusOr<std::vector<LeadInRow>> ParseLeadIns(absl::string_view text) {
  const absl::StatusOr<std::vector<PhraseSection>> sections = ParsePhraseFile(text);
  if (!sections.ok()) return sections.status();
  const absl::Status status =
      CheckSections(*sections, {"opinion", "request", "verb", "gerund", "padding"},
                    {"becomes", "not before", "only before"});
  if (!status.ok()) return status;
  std::vector<LeadInRow> rows;
  for (const PhraseSection& section : *sections) {
    LeadInRow row{.kind = KindOf(section.name),
                  .pattern = section.Pattern(),
                  .replacement = PhraseOf(section.Field("becomes")),
                  .not_before = section.Field("not before"),
                  .only_before = section.Field("only before")};
    if (row.replacement.find('|') != std::string::npos) {
      return section.Error("a replacement must be one phrase");
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace lossy::agent
