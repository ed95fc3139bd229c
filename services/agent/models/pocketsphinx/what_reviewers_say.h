#pragma once

#include "absl/strings/string_view.h"

namespace lossy::agent {

// Sentences, one a line: those that the rules for notes were made with.
absl::string_view WhatReviewersSay();

}  // namespace lossy::agent
