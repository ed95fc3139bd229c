#pragma once

#include "absl/types/span.h"
#include "services/agent/models/rules/phrases.h"

namespace lossy::agent {

// How something was said.
struct Signals {
  int words = 0;
  // Of them, hesitations.
  int hesitations = 0;
  bool praise = false;
  // What is there is to stay: "don't touch it".
  bool preserves = false;
  // Something is found wrong, missing or in need of change.
  bool complaint = false;
  // "Maybe" counts 2, "I think" 1.
  int hedges = 0;
  // A number, or a place in the video.
  bool specific = false;

  Signals& operator+=(const Signals& other);
};

// Reads the signals off the words as they were spoken.
class SignalReader {
 public:
  SignalReader();

  Signals Read(absl::Span<const std::string> keys) const;

 private:
  enum class Signal { kPraise, kComplaint, kHedge, kStrongHedge, kSpecific };

  PhraseTable<Signal> phrases_;
  PhraseSet preserving_;
  PhraseSet quoting_;
};

}  // namespace lossy::agent
