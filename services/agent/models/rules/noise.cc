#include "services/agent/models/rules/noise.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_set.h"
#include "services/agent/models/rules/fillers.h"

namespace lossy::agent {
namespace {

constexpr absl::string_view kEmptyTalk[] = {
    "(okay|ok|so|yeah|yep|yup|yes|no|nope|nah|right|well|hello|hi|hey|test|testing|check|thanks|"
    "thank|"
    "thank you|you|bye|goodbye|bye-bye|wow|oh|ooh|ah|alright|all "
    "right|sure|now|and|but|or|then|the|"
    "a|an|i|i'm|it|it's|is|are|was|this|that|these|those|we|he|she|they|my|your|his|her|to|of|for|"
    "in|on|at|with|as|if|because|let's|let me|let|see|look|think|guess|mean|know|where|what|who|"
    "when|how|there|there's|do|did|does|am|be|been|will|would|can|should|just|like|really|"
    "very|much|so much|anyway|anyways|basically|actually|um|er|wait|sorry|please|sir|man|dude|"
    "guys|everyone|everybody|come on|oops|whoops|gosh|god|hang on|hold "
    "on|some|one|two|three|"
    "again|maybe|also|i think|i mean|you know|kind of|sort of|the end|"
    "never mind|nevermind|got it|i see|me|us|him|them|uh-oh|ugh|yikes|hmm)"};

}  // namespace

Noise::Noise() : empty_talk_(kEmptyTalk) {}

bool Noise::IsEmptyTalk(absl::Span<const std::string> keys) const {
  for (std::size_t at = 0; at < keys.size();) {
    const std::size_t length = IsHesitation(keys[at]) ? 1 : empty_talk_.MatchAt(keys, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

bool Noise::IsLoop(absl::Span<const std::string> keys) {
  static constexpr std::size_t kShortest = 6;
  static constexpr std::size_t kTimes = 3;
  const absl::flat_hash_set<std::string> different(keys.begin(), keys.end());
  return keys.size() >= kShortest && different.size() * kTimes <= keys.size();
}

}  // namespace lossy::agent
