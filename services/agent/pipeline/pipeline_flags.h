#pragma once

#include "services/agent/pipeline/improve_stage.h"
#include "services/agent/pipeline/transcribe_stage.h"
#include "services/agent/pipeline/transcript_pipeline.h"

namespace lossy::agent {

// Returns the options of the pipeline from --work_lease_ms and the flags of threads.
TranscriptPipeline::Options PipelineOptionsFromFlags();

// Returns the options of a stage from --transcription_ms, or from --improve_ms and --improve_hours.
TranscribeStage::Options TranscribeOptionsFromFlags();
ImproveStage::Options ImproveOptionsFromFlags();

}  // namespace lossy::agent
