#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/agent/models/rules/phrases.h"

namespace lossy::agent {

// Reads a phrase file with the section [empty talk]. INVALID_ARGUMENT.
absl::StatusOr<PhraseSet> ParseEmptyTalk(absl::string_view text);

// Recognises by its form speech that cannot be feedback. Vocabulary judges its topic. Thread-safe.
class Noise {
 public:
  Noise();

  // True if all words are without a meaning of their own: "okay so um yeah", "thank you".
  bool IsEmptyTalk(absl::Span<const std::string> keys) const;

  // True if the recogniser repeated itself: "I'm going to I'm going to I'm going to".
  static bool IsLoop(absl::Span<const std::string> keys);

 private:
  PhraseSet empty_talk_;
};

}  // namespace lossy::agent
