#include "services/agent/pipeline/transcript_pipeline.h"

namespace lossy::agent {

TranscriptPipeline::TranscriptPipeline(TranscriptStore& transcripts, TranscribeStage& transcribe,
                                       DraftStage& draft, ImproveStage& improve, Options options)
    : draft_(transcripts, Stage::kDraft, options.draft,
             [&draft](const Transcript& transcript) { draft.Work(transcript); }),
      overdue_(transcripts, Stage::kOverdue, options.overdue,
               [&draft](const Transcript& transcript) { draft.Work(transcript); }),
      improve_(transcripts, Stage::kImprove, options.improve,
               [&improve](const Transcript& transcript) { improve.Work(transcript); }),
      transcribe_(transcripts, Stage::kTranscribe, options.transcribe,
                  [this, &transcribe](const Transcript& transcript) {
                    if (transcribe.Work(transcript)) draft_.Wake();
                  }) {}

}  // namespace lossy::agent
