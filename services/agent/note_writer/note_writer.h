#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::agent {

inline constexpr std::size_t kMaxUtteranceBytes = 20'000;

// What a reviewer said without a break, as a speech recogniser wrote it.
struct Utterance {
  std::string text;
  // 0 to 1. A note with less confidence is dropped.
  double min_confidence = 0.3;
};

// Why a draft is not to become a note. ToString gives the word that a client is told.
enum class Drop { kNone, kEmpty, kNoise, kLowConfidence };
absl::string_view ToString(Drop drop);

// What is to be noted. A dropped draft has text, category and confidence as far as they are known.
struct Draft {
  // One instruction or remark without control characters, "<" and ">", and without a final period.
  std::string text;
  notes::v1::NoteCategory category = notes::v1::NOTE_CATEGORY_GENERAL;
  // 0 to 1: how clear it is what to do.
  double confidence = 0;
  Drop drop = Drop::kNone;
};

// Turns speech into a structured note. Thread-safe.
class NoteWriter {
 public:
  virtual ~NoteWriter() = default;

  // May take seconds when a model is asked. INVALID_ARGUMENT: the utterance is longer than
  // kMaxUtteranceBytes. Other errors: not this time; the utterance may be tried again.
  virtual absl::StatusOr<Draft> Write(const Utterance& utterance) = 0;
};

}  // namespace lossy::agent
