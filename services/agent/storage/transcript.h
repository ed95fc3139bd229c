#pragma once

#include <string>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/agent/models/api/note_writer.h"
#include "services/agent/storage/video_context.h"

namespace lossy::agent {

// How far an utterance is. The database spells them in lower case.
enum class Progress {
  kRecorded,  // To be heard.
  kPending,   // To be noted.
  kPlain,     // Noted as it was spoken, for want of a model; one may still improve it.
  kNoted,
  kSkipped,
  kFailed,
};

absl::string_view ToString(Progress progress);
// kFailed for a word that is none of them.
Progress ParseProgress(absl::string_view word);

// What was spoken in a session without a break, on its way to become a note.
struct Transcript {
  std::string id;  // UUID; set by the store.
  std::string user_id;
  std::string session_id;
  std::string request_id;
  std::string client_request_id;  // What tells a repeat. Empty: the words do.
  // Empty: not heard yet. While a recording is heard again: the words of the last time.
  std::string text;
  // Who turned the speech into the words: "local" for the client, "pocketsphinx", a model's name.
  std::string source;
  absl::optional<double> duration_seconds;
  VideoContext context;
  std::string frame;  // Of the video, a serialized notes.v1.Frame; empty: none is known.

  Progress progress = Progress::kPending;
  int attempts = 0;     // In this state of progress.
  absl::Time heard_at;  // When the words were known, by the database's clock.
  // In steady time, from their ages by the database's clock when the transcript was claimed.
  absl::Time spoken;
  absl::Time heard;
  std::string recording_id;     // Empty: the client heard it.
  absl::optional<Draft> draft;  // Of which the usage is not kept.
  std::string note_id;          // Empty: there is none yet.
  std::int32_t note_revision = 0;
  int model_answers = 0;      // Of a model about it that may have had their price, so far.
  std::string model_problem;  // Why the last of them was of no use; empty: none was.
  bool refused = false;       // The notes service refused the words for good at least once.
};

}  // namespace lossy::agent
