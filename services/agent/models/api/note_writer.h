#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/agent/models/api/usage.h"

namespace lossy::agent {

inline constexpr std::size_t kMaxUtteranceBytes = 20'000;

// The words that a reviewer spoke without a break, as a speech recogniser wrote them.
struct Utterance {
  std::string text;
  absl::Time deadline = absl::InfiniteFuture();
  // An earlier answer was cut at the model's limit of tokens, so the limit must be larger.
  bool long_answer = false;
  // One try of a slow model may take all the time up to the deadline.
  bool full_patience = false;
};

// A proposed note. Without a text and without a problem there is nothing to note.
struct Draft {
  // One instruction or remark without control characters, "<" and ">", and without a final period.
  std::string text;
  notes::v1::NoteCategory category = notes::v1::NOTE_CATEGORY_GENERAL;
  // 0 to 1: the clarity of the instruction.
  double confidence = 0;
  std::string written_by;  // "rules", or the model's name.
  // The reason why the model's answer is useless, as a word for logs and metrics: a word of
  // ChatCompletion; "broken" for an answer that ended early or is too large; "no_note" for an
  // answer without a note. Empty: the answer is useful. A useless answer may have a price, see
  // `usage`.
  std::string problem;
  Usage usage;
};

// Turns speech into a structured note. Thread-safe. Blocks at most until the deadline.
class NoteWriter {
 public:
  virtual ~NoteWriter() = default;

  // Asks a model for at most one answer. A useless answer is OK: see Draft::problem.
  // INVALID_ARGUMENT: the utterance is longer than kMaxUtteranceBytes. Other errors: no model
  // answered, and the caller may try again.
  virtual absl::StatusOr<Draft> Write(const Utterance& utterance) = 0;

  // "openai" or "rules". Valid for the whole program.
  virtual absl::string_view name() const = 0;
};

}  // namespace lossy::agent
