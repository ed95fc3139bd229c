#pragma once

#include "absl/strings/string_view.h"

namespace lossy::agent {

// Returns sentences of reviewers, one on each line, with which the recogniser's language model and
// the rules for notes were made. The view is valid until the program ends.
absl::string_view ReviewerSentences();

}  // namespace lossy::agent
