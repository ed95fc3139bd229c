#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/agent/model/usage.h"

namespace lossy::agent {

inline constexpr std::size_t kMaxUtteranceBytes = 20'000;

// What a reviewer said without a break, as a speech recogniser wrote it.
struct Utterance {
  std::string text;
  absl::Time deadline = absl::InfiniteFuture();
};

// What is to be noted. Without a text: there is nothing to note.
struct Draft {
  // One instruction or remark without control characters, "<" and ">", and without a final period.
  std::string text;
  notes::v1::NoteCategory category = notes::v1::NOTE_CATEGORY_GENERAL;
  // 0 to 1: how clear it is what to do.
  double confidence = 0;
  std::string written_by;  // "rules", or the model's name.
  Usage usage;
};

// Turns speech into a structured note. Thread-safe; blocks at most until the deadline.
class NoteWriter {
 public:
  virtual ~NoteWriter() = default;

  // INVALID_ARGUMENT: the utterance is longer than kMaxUtteranceBytes. Other errors: not this time;
  // the utterance may be tried again.
  virtual absl::StatusOr<Draft> Write(const Utterance& utterance) = 0;

  // "openai", "rules".
  virtual absl::string_view name() const = 0;
};

}  // namespace lossy::agent
