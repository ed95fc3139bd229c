#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/agent/models/rules/phrases.h"

namespace lossy::agent {

// The manner in which a speaker said something.
struct Signals {
  int words = 0;
  int hesitations = 0;  // Part of `words`.
  bool praise = false;
  // The speaker wants to keep something: "don't touch it".
  bool preserves = false;
  // The speaker finds something wrong, missing or in need of change.
  bool complaint = false;
  // "Maybe" counts 2, "I think" 1.
  int hedges = 0;
  // A number, or a place in the video.
  bool specific = false;

  Signals& operator+=(const Signals& other);
};

// The signal that a phrase gives.
enum class Signal { kPraise, kComplaint, kHedge, kStrongHedge, kSpecific };

struct SignalPhrases {
  PhraseTable<Signal> signals;
  PhraseSet preserving;
  PhraseSet quoting;  // The next word is a quotation, not the speaker's own.
};

// Reads a phrase file whose sections are named as the signals, [preserving] and [quoting]. A phrase
// belongs to the first section that has it. INVALID_ARGUMENT.
absl::StatusOr<SignalPhrases> ParseSignals(absl::string_view text);

// Reads the signals from the spoken words. Thread-safe.
class SignalReader {
 public:
  SignalReader();

  Signals Read(absl::Span<const std::string> keys) const;

 private:
  SignalPhrases phrases_;
};

}  // namespace lossy::agent
