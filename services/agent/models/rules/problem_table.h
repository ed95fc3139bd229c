#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/agent/models/rules/action.h"

namespace lossy::agent {

// How strongly a quality is said. Later ones complain more.
enum class Degree { kNone, kVery, kSome, kToo };

// A quality that a thing can have too much of, or not enough: "loud".
struct Quality {
  absl::string_view pattern;
  // From which degree on it is a complaint.
  Degree complaint;
  Action too_much;
  // For "not loud enough"; without a verb there is none.
  Action not_enough = {""};
  // Words of which the thing must have one; empty: any thing.
  absl::string_view things = "";
};

// What a thing does wrong: "drags".
struct Predicate {
  absl::string_view pattern;
  Action action;
  // Nothing may follow: "can go" is not "can go in the corner".
  bool final = false;
};

struct DegreeWord {
  absl::string_view pattern;
  Degree degree;
};

// A defect that is there: "there's a hum".
struct Defect {
  absl::string_view pattern;
  absl::string_view verb;
};

absl::Span<const Quality> Qualities();
absl::Span<const Predicate> Predicates();
absl::Span<const DegreeWord> DegreeWords();
absl::Span<const Defect> Defects();

}  // namespace lossy::agent
