#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/agent/models/rules/action.h"

namespace lossy::agent {

// The degrees in which a speaker states a quality: none, "very", "a bit", "too". Later ones are
// stronger complaints.
enum class Degree { kNone, kVery, kSome, kToo };

// A quality of which a thing can have too much, or not enough: "loud". Patterns are those of
// ExpandPattern.
struct Quality {
  std::string pattern;
  Degree complaint = Degree::kNone;  // The lowest degree that is a complaint.
  Action too_much;                   // The instruction for "too loud".
  Action not_enough;                 // The instruction for "not loud enough"; none without a verb.
  std::string things;                // The thing must contain one of these words. Empty: any thing.
};

// A predicate that complains about a thing: "drags".
struct Predicate {
  std::string pattern;
  Action action;
  bool final = false;  // No word may follow: "can go" is not "can go in the corner".
};

// Words that state a degree: "a bit".
struct DegreeWord {
  std::string pattern;
  Degree degree = Degree::kNone;
};

// A defect that a speaker reports with "there is": "there's a hum".
struct Defect {
  std::string pattern;
  std::string verb;  // The verb of the instruction: "remove".
};

// The problems that a speaker may report, with the instruction that solves each.
struct ProblemTable {
  std::vector<Quality> qualities;
  std::vector<Predicate> predicates;
  std::vector<DegreeWord> degree_words;
  std::vector<Defect> defects;

  // Reads a phrase file with the sections [qualities] and [predicates] of rows, and [degree too]
  // and [defect remove] of phrases. Returns INVALID_ARGUMENT for any other text.
  static absl::StatusOr<ProblemTable> Parse(absl::string_view text);

  // Returns the compiled-in table, which is valid until the program ends.
  static const ProblemTable& English();
};

}  // namespace lossy::agent
