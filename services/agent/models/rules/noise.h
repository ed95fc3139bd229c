#pragma once

#include "absl/types/span.h"
#include "services/agent/models/rules/phrases.h"

namespace lossy::agent {

// Recognises speech that cannot be feedback by its form. What it is about is the vocabulary's
// matter.
class Noise {
 public:
  Noise();

  // Only words that carry no meaning by themselves: "okay so um yeah", "thank you", "let me see".
  bool IsEmptyTalk(absl::Span<const std::string> keys) const;

  // A recogniser caught in a loop: "I'm going to I'm going to I'm going to".
  static bool IsLoop(absl::Span<const std::string> keys);

 private:
  PhraseSet empty_talk_;
};

}  // namespace lossy::agent
