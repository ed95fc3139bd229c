#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/agent/models/rules/phrases.h"

namespace lossy::agent {

// The manner of an utterance, which decides its confidence (confidence.h).
struct Signals {
  int words = 0;
  int hesitations = 0;  // The number of hesitations among `words`.
  bool praise = false;  // The speaker praises something.
  // The speaker wants to keep something: "don't touch it".
  bool preserves = false;
  // The speaker finds something wrong, missing or in need of change.
  bool complaint = false;
  // The sum of the hedges: "maybe" counts 2, "I think" counts 1.
  int hedges = 0;
  // The speaker names a number, or a place in the video.
  bool specific = false;

  Signals& operator+=(const Signals& other);
};

// The signal of a phrase.
enum class Signal { kPraise, kComplaint, kHedge, kStrongHedge, kSpecific };

// The tables of phrases that give signals.
struct SignalPhrases {
  PhraseTable<Signal> signals;
  PhraseSet preserving;
  PhraseSet quoting;  // The word after such a phrase is a quotation and gives no signal.
};

// Reads a phrase file whose sections are named as the signals, [preserving] and [quoting]. A phrase
// belongs to the first section that has it. Returns INVALID_ARGUMENT for any other text.
absl::StatusOr<SignalPhrases> ParseSignals(absl::string_view text);

// Finds the signals in spoken words. Thread-safe.
class SignalReader {
 public:
  SignalReader();

  Signals Read(absl::Span<const std::string> keys) const;

 private:
  SignalPhrases phrases_;
};

}  // namespace lossy::agent
