#pragma once

#include "absl/status/statusor.h"
#include "prometheus/registry.h"
#include "services/agent/agent_config.h"
#include "services/agent/agent_storage.h"
#include "services/agent/agent_upstreams.h"
#include "services/agent/models.h"
#include "services/agent/pipeline/bounded_writer.h"
#include "services/agent/pipeline/draft_stage.h"
#include "services/agent/pipeline/draft_writer.h"
#include "services/agent/pipeline/improve_stage.h"
#include "services/agent/pipeline/pipeline_metrics.h"
#include "services/agent/pipeline/transcribe_stage.h"
#include "services/agent/pipeline/transcript_outcome.h"
#include "services/agent/pipeline/transcript_pipeline.h"
#include "services/agent/quality/session_confidence_policy.h"

namespace lossy::agent {

// Owns the stages that turn stored recordings and words into notes, and wires them together. It
// runs from its construction to its destruction, which waits for work in progress. Thread-safe.
class AgentPipeline {
 public:
  // All references must outlive the object.
  AgentPipeline(const AgentConfig& config, AgentUpstreams& upstreams, Models& models,
                AgentStorage& storage, prometheus::Registry& registry);

  // Stores new words and begins to make their note (Dispatcher::Keep).
  absl::StatusOr<bool> Keep(const Transcript& words) { return pipeline_.Keep(words); }
  // Announces new recordings. Returns at once.
  void WakeTranscribe() { pipeline_.WakeTranscribe(); }

 private:
  SessionConfidencePolicy confidence_;
  PipelineMetrics metrics_;
  TranscriptOutcome outcome_;
  BoundedWriter writer_;
  DraftWriter drafts_;
  TranscribeStage transcribe_;
  DraftStage draft_;
  ImproveStage improve_;
  TranscriptPipeline pipeline_;  // The last member: its threads use the others.
};

}  // namespace lossy::agent
