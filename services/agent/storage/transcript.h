#pragma once

#include <string>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/trace/trace_context.h"
#include "services/agent/models/api/note_writer.h"
#include "services/agent/storage/video_context.h"

namespace lossy::agent {

// The progress of an utterance. The database stores the names in lower case: "recorded".
enum class Progress {
  kRecorded,  // Waits for the transcriber.
  kPending,   // Waits for its note.
  kPlain,     // The note has the unchanged words. A model may still improve it.
  kNoted,     // The note is complete.
  kSkipped,   // The utterance becomes no note, for example because of a low confidence.
  kFailed,    // The transcription failed permanently.
};

absl::string_view ToString(Progress progress);
// Returns kFailed for an unknown word.
Progress ParseProgress(absl::string_view word);

struct NextWords;

// One utterance of a session, on its way to a note.
struct Transcript {
  std::string id;  // UUID; set by the store.
  std::string user_id;
  std::string session_id;
  std::string request_id;
  std::string client_request_id;  // Detects a repeat; if empty, equal words do.
  // Empty before the transcription. During a repeated transcription, the words of the last one.
  std::string text;
  // The transcriber: "local" for the client, "pocketsphinx", or a model's name.
  std::string source;
  absl::optional<double> duration_seconds;
  VideoContext context;
  std::string frame;  // A serialized notes.v1.Frame; empty if there is none.

  Progress progress = Progress::kPending;
  int attempts = 0;     // The number of claims with this progress.
  absl::Time heard_at;  // The time of the transcription, by the database's clock.
  // The steady times of the speech and of the transcription. Claim computes them from their ages by
  // the database's clock.
  absl::Time spoken;
  absl::Time transcribed;
  std::string recording_id;     // Empty if the client transcribed the words.
  absl::optional<Draft> draft;  // `usage` is not stored.
  std::string note_id;          // Empty if there is no note yet.
  std::int32_t note_revision = 0;
  int model_answers = 0;      // The number of the model's answers that may have cost money.
  std::string model_problem;  // The problem of the last unusable answer; empty if there was none.
  base::TraceContext trace;   // The span that stored the words. Empty unless its trace is sampled.
  bool refused = false;       // True after the notes service rejected the words permanently.
  // Receives the words that TranscriptStore::Finish claims. nullptr: it claims none. Not owned.
  NextWords* next = nullptr;
};

// The words that follow an utterance in its session. They are claimed in the transaction that ends
// the utterance, so that a session with many words costs no claim for each.
struct NextWords {
  absl::Duration lease;
  absl::optional<Transcript> claimed;  // As a claim returns them; nullopt: there were none.
};

}  // namespace lossy::agent
