#include "services/agent/transcript_pipeline.h"

namespace lossy::agent {
namespace {

NoteWriter& BestWriter(Models& models) {
  return models.note_model() != nullptr ? *models.note_model() : models.rules();
}

}  // namespace

TranscriptPipeline::TranscriptPipeline(TranscriptStore& transcripts, Models& models,
                                       NotesApi& keeper, ConfidencePolicy& standards,
                                       UsageQuota& budget, Options options,
                                       prometheus::Registry& registry)
    : metrics_(registry),
      desk_(transcripts, metrics_),
      writer_(BestWriter(models), transcripts, budget, options.max_answers),
      note_(desk_,
            {.rules = models.rules(), .model = models.note_model() == nullptr ? nullptr : &writer_},
            keeper, standards, budget, base::RealClock(), options.note),
      improve_(desk_, writer_, keeper, standards, budget, base::RealClock(), options.improve),
      hear_(
          desk_, models.transcriber(), budget, base::RealClock(), [this] { noting_.Wake(); },
          options.hear),
      noting_(transcripts, Stage::kNoting, options.noting,
              [this](const Transcript& transcript) { note_.Work(transcript); }),
      overdue_(transcripts, Stage::kOverdue, options.overdue,
               [this](const Transcript& transcript) { note_.Work(transcript); }),
      improving_(transcripts, Stage::kImproving, options.improving,
                 [this](const Transcript& transcript) { improve_.Work(transcript); }),
      hearing_(transcripts, Stage::kHearing, options.hearing,
               [this](const Transcript& transcript) { hear_.Work(transcript); }) {}

}  // namespace lossy::agent
