#include "services/agent/pipeline/pipeline_flags.h"

#include <algorithm>

#include "absl/flags/flag.h"
#include "absl/time/time.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"
#include "services/agent/pipeline/dispatcher.h"

ABSL_FLAG(int, note_threads, 0,
          "Transcripts drafted at the same time. 0: 32 with a model that writes notes, each of "
          "which may wait for it; 128 without one");
ABSL_FLAG(int, transcription_threads, 2, "Recordings transcribed at the same time");
ABSL_FLAG(int, improvement_threads, 4, "Plain notes improved at the same time");
ABSL_FLAG(int, work_lease_ms, 5'000,
          "Time after which other replicas take over the work of a dead replica, in ms");
ABSL_FLAG(int, work_poll_ms, 5'000,
          "Longest time until a replica looks for work that other replicas left, in ms");
ABSL_FLAG(
    int, transcription_ms, 60'000,
    "Time limit of the first try to transcribe a recording, in ms; later tries have up to four "
    "times as much");
ABSL_FLAG(int, improve_ms, 120'000, "Time limit of a model that improves a plain note, in ms");
ABSL_FLAG(int, improve_hours, 24, "Age at which a plain note is no longer improved, in hours");

LOSSY_FLAG_RANGE(note_threads, 0, 1024);
LOSSY_FLAG_RANGE(transcription_threads, 1, 1024);
LOSSY_FLAG_RANGE(improvement_threads, 1, 1024);
LOSSY_FLAG_RANGE(work_lease_ms, 100, 3'600'000);
LOSSY_FLAG_RANGE(work_poll_ms, 1, 60'000);
LOSSY_FLAG_RANGE(transcription_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(improve_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(improve_hours, 0, 8760);

namespace lossy::agent {
namespace {

Dispatcher::Options Dispatching(const absl::Flag<int>& threads, absl::Duration poll) {
  return {.threads = absl::GetFlag(threads),
          .lease = base::FlagMilliseconds(FLAGS_work_lease_ms),
          .poll = poll,
          .idle_poll = base::FlagMilliseconds(FLAGS_work_poll_ms)};
}

}  // namespace

TranscriptPipeline::Options PipelineOptionsFromFlags() {
  TranscriptPipeline::Options options;
  options.transcribe = Dispatching(FLAGS_transcription_threads, options.transcribe.poll);
  options.draft = Dispatching(FLAGS_note_threads, options.draft.poll);
  const absl::Duration improve_poll = options.improve.idle_poll;
  options.improve = Dispatching(FLAGS_improvement_threads, options.improve.poll);
  options.improve.idle_poll = std::min(improve_poll, options.improve.idle_poll);
  options.overdue.lease = base::FlagMilliseconds(FLAGS_work_lease_ms);
  options.overdue.idle_poll = base::FlagMilliseconds(FLAGS_work_poll_ms);
  return options;
}

TranscribeStage::Options TranscribeOptionsFromFlags() {
  return {.patience = base::FlagMilliseconds(FLAGS_transcription_ms)};
}

ImproveStage::Options ImproveOptionsFromFlags() {
  return {.patience = base::FlagMilliseconds(FLAGS_improve_ms),
          .give_up_after = absl::Hours(absl::GetFlag(FLAGS_improve_hours))};
}

}  // namespace lossy::agent
