#pragma once

#include "absl/status/statusor.h"
#include "services/agent/pipeline/dispatcher.h"
#include "services/agent/pipeline/draft_stage.h"
#include "services/agent/pipeline/improve_stage.h"
#include "services/agent/pipeline/transcribe_stage.h"

namespace lossy::agent {

// TranscriptPipeline runs the stages that turn speech into notes, each on threads of its own. It
// runs from its construction to its destruction, which waits for work in progress. Thread-safe.
class TranscriptPipeline {
 public:
  // The options of each stage's dispatcher. `overdue` is a second dispatcher of the draft stage,
  // for words that waited too long.
  struct Options {
    Dispatcher::Options transcribe{.threads = 2};
    Dispatcher::Options draft{.threads = 32};
    Dispatcher::Options overdue{.threads = 2, .poll = absl::Seconds(1)};
    Dispatcher::Options improve{
        .threads = 4, .poll = absl::Seconds(1), .idle_poll = absl::Seconds(2)};
  };

  // All references must outlive the object.
  TranscriptPipeline(TranscriptStore& transcripts, TranscribeStage& transcribe, DraftStage& draft,
                     ImproveStage& improve, Options options);

  // Stores new words and begins to make their note (Dispatcher::Keep).
  absl::StatusOr<bool> Keep(const Transcript& words) { return draft_.Keep(words); }
  // Announces new recordings. Returns at once.
  void WakeTranscribe() { transcribe_.Wake(); }

 private:
  Dispatcher draft_;
  Dispatcher overdue_;
  Dispatcher improve_;
  Dispatcher transcribe_;  // The last member: it wakes draft_.
};

}  // namespace lossy::agent
