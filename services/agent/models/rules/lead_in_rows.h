#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::agent {

enum class LeadInKind {
  kOpinion,  // "I think": a remark follows.
  kRequest,  // "can we": an instruction follows.
  kVerb,     // "you can": an instruction follows if it starts with an editor's verb.
  kGerund,   // "how about": "cutting" follows.
  kPadding,  // "maybe", "just": tells nothing about the words that follow.
};

// Lead-ins of one kind with the same conditions. All but `replacement` are patterns of
// ExpandPattern. An empty condition always holds.
struct LeadInRow {
  LeadInKind kind = LeadInKind::kOpinion;
  std::string pattern;
  std::string replacement;  // The words that stand in its place.
  std::string not_before;
  std::string only_before;
};

// Reads a phrase file whose sections are named [opinion], [request], [verb], [gerund] or [padding].
// INVALID_ARGUMENT.
absl::StatusOr<std::vector<LeadInRow>> ParseLeadIns(absl::string_view text);

}  // namespace lossy::agent
