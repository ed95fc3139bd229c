#pragma once

#include "absl/strings/string_view.h"

namespace lossy::agent {

// The sentences with which the rules for notes were made, one a line.
absl::string_view ReviewerSentences();

}  // namespace lossy::agent
