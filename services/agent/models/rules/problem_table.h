#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/agent/models/rules/action.h"

namespace lossy::agent {

// The degrees in which a speaker names a quality. Later ones complain more.
enum class Degree { kNone, kVery, kSome, kToo };

// A quality of which a thing can have too much, or not enough: "loud". Patterns are those of
// ExpandPattern.
struct Quality {
  std::string pattern;
  Degree complaint = Degree::kNone;  // The least degree that complains.
  Action too_much;
  Action not_enough;   // For "not loud enough". Without a verb there is no instruction.
  std::string things;  // A thing must have one of these words. Empty: any thing.
};

// A predicate that complains about a thing: "drags".
struct Predicate {
  std::string pattern;
  Action action;
  bool final = false;  // No word may follow: "can go" is not "can go in the corner".
};

struct DegreeWord {
  std::string pattern;
  Degree degree = Degree::kNone;
};

// A defect of which the speaker notes the presence: "there's a hum".
struct Defect {
  std::string pattern;
  std::string verb;
};

// Problems that a speaker names, and the instruction that mends each.
struct ProblemTable {
  std::vector<Quality> qualities;
  std::vector<Predicate> predicates;
  std::vector<DegreeWord> degree_words;
  std::vector<Defect> defects;

  // Reads a phrase file with the sections [qualities] and [predicates] of rows, and [degree too]
  // and [defect remove] of phrases. INVALID_ARGUMENT.
  static absl::StatusOr<ProblemTable> Parse(absl::string_view text);

  // The compiled-in table. It is read once and is valid for the whole program.
  static const ProblemTable& English();
};

}  // namespace lossy::agent
