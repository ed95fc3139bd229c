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

// What a reviewer said without a break, as a speech recogniser wrote it.
struct Utterance {
  std::string text;
  absl::Time deadline = absl::InfiniteFuture();
  // An earlier answer about it was cut at the model's bound for tokens: the bound is to be larger.
  bool long_answer = false;
  // One try of a slow model may take all the time up to the deadline.
  bool full_patience = false;
};

// What is to be noted. Without a text: there is nothing to note, unless there is a problem.
struct Draft {
  // One instruction or remark without control characters, "<" and ">", and without a final period.
  std::string text;
  notes::v1::NoteCategory category = notes::v1::NOTE_CATEGORY_GENERAL;
  // 0 to 1: how clear it is what to do.
  double confidence = 0;
  std::string written_by;  // "rules", or the model's name.
  // Why the model's answer is of no use, as a word for logs and metrics: one of ChatCompletion's;
  // "broken" for an answer that broke off or is too large; "no_note" for one without a note. Empty:
  // it is of use. Such an answer may have its price, which `usage` tells.
  std::string problem;
  Usage usage;
};

// Turns speech into a structured note. Thread-safe; blocks at most until the deadline.
class NoteWriter {
 public:
  virtual ~NoteWriter() = default;

  // OK also for an answer that is of no use: see Draft::problem. It is one answer of a model, at
  // most. INVALID_ARGUMENT: the utterance is longer than kMaxUtteranceBytes. Other errors: no model
  // answered; the utterance may be tried again.
  virtual absl::StatusOr<Draft> Write(const Utterance& utterance) = 0;

  // "openai", "rules".
  virtual absl::string_view name() const = 0;
};

}  // namespace lossy::agent
