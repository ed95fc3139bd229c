#pragma once

#include "base/time/clock.h"
#include "prometheus/registry.h"
#include "services/agent/models.h"
#include "services/agent/pipeline/bounded_writer.h"
#include "services/agent/pipeline/confidence_policy.h"
#include "services/agent/pipeline/dispatcher.h"
#include "services/agent/pipeline/draft_stage.h"
#include "services/agent/pipeline/improve_stage.h"
#include "services/agent/pipeline/notes_api.h"
#include "services/agent/pipeline/transcribe_stage.h"
#include "services/agent/usage/usage_quota.h"

namespace lossy::agent {

// Everything that works on the queue of what was said.
class TranscriptPipeline {
 public:
  struct Options {
    Dispatcher::Options hearing{.threads = 2};
    Dispatcher::Options noting{.threads = 32};
    Dispatcher::Options overdue{.threads = 2, .poll = absl::Seconds(1)};
    Dispatcher::Options improving{.threads = 4, .poll = absl::Seconds(1)};
    TranscribeStage::Options hear;
    DraftStage::Options note;
    ImproveStage::Options improve;
    // Of a model about one utterance, its improvement included.
    int max_answers = 3;
  };

  // All must outlive it.
  TranscriptPipeline(TranscriptStore& transcripts, Models& models, NotesApi& keeper,
                     ConfidencePolicy& standards, UsageQuota& budget, Options options,
                     prometheus::Registry& registry);

  // There are new words, or new recordings. Thread-safe, do not block.
  void WakeNoting() { noting_.Wake(); }
  void WakeHearing() { hearing_.Wake(); }

 private:
  WorkMetrics metrics_;
  TranscriptOutcome desk_;
  BoundedWriter writer_;
  DraftStage note_;
  ImproveStage improve_;
  TranscribeStage hear_;
  Dispatcher noting_;
  Dispatcher overdue_;
  Dispatcher improving_;
  Dispatcher hearing_;
};

}  // namespace lossy::agent
