#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
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

enum class Signal { kPraise, kComplaint, kHedge, kStrongHedge, kSpecific };

struct SignalPhrases {
  PhraseTable<Signal> signals;
  PhraseSet preserving;
  PhraseSet quoting;  // The next word is a quotation, not the speaker's own.
};

// Reads a phrase file whose sections are named as the signals, [preserving] and [quoting]. Where
// several sections have the same phrase, the first has it. INVALID_ARGUMENT.
absl::StatusOr<SignalPhrases> ParseSignals(absl::string_view text);

// Reads the signals off the words as they were spoken.
class SignalReader {
 public:
  SignalReader();

  Signals Read(absl::Span<const std::string> keys) const;

 private:
  SignalPhrases phrases_;
};

}  // namespace lossy::agent
