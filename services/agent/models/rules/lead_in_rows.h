#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::agent {

// The kinds of lead-ins: phrases that introduce a remark or a request.
enum class LeadInKind {
  kOpinion,  // "I think": a remark follows.
  kRequest,  // "can we": an instruction follows.
  kVerb,     // "you can": an instruction follows if it starts with an editor's verb.
  kGerund,   // "how about": "cutting" follows.
  kPadding,  // "maybe", "just": any words follow.
};

// A row of the table of lead-ins: phrases of one kind with the same conditions. All texts but
// `replacement` are patterns of ExpandPattern. An empty condition always holds.
struct LeadInRow {
  LeadInKind kind = LeadInKind::kOpinion;
  std::string pattern;
  std::string replacement;  // The words that replace the lead-in.
  std::string not_before;
  std::string only_before;
};

// Reads a phrase file whose sections are named [opinion], [request], [verb], [gerund] or [padding].
// Returns INVALID_ARGUMENT for any other text.
absl::StatusOr<std::vector<LeadInRow>> ParseLeadIns(absl::string_view text);

}  // namespace lossy::agent
