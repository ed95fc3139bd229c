#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/agent/models/rules/phrases.h"

namespace lossy::agent {

// Reads a phrase file with the section [empty talk]. Returns INVALID_ARGUMENT for any other text.
absl::StatusOr<PhraseSet> ParseEmptyTalk(absl::string_view text);

// Recognises speech that cannot be feedback, by its form. (Vocabulary examines its topic.)
// Thread-safe.
class Noise {
 public:
  Noise();

  // True if no word has a meaning for a note: "okay so um yeah", "thank you".
  bool IsEmptyTalk(absl::Span<const std::string> keys) const;

  // True if the recogniser repeated itself: "I'm going to I'm going to I'm going to".
  static bool IsLoop(absl::Span<const std::string> keys);

 private:
  PhraseSet empty_talk_;
};

}  // namespace lossy::agent
