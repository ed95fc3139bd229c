#include "services/agent/agent_flags.h"

#include <algorithm>
#include <cstdint>

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"
#include "services/agent/models/openai/openai_flags.h"

ABSL_FLAG(int, session_threads, 4, "Threads that handle what sessions send");
ABSL_FLAG(std::int64_t, max_recording_bytes, 5'000'000,
          "Bytes of one recording, beyond which it is handed over to be heard");
ABSL_FLAG(double, max_recording_seconds, 60,
          "The same, in seconds of real time, as the stream states them");
ABSL_FLAG(double, recording_pause_seconds, 10,
          "How long before its limit a recording may be handed over at a pause, in seconds");
ABSL_FLAG(double, opus_bytes_per_second, 2'000,
          "To estimate how long a recording is that is none of the streams known");
ABSL_FLAG(std::int64_t, min_handover_bytes, 4'096,
          "Bytes that a recording has at least when it is handed over for its seconds");
ABSL_FLAG(std::int64_t, user_stored_bytes, std::int64_t{4} << 30,
          "Most bytes of audio and words that are stored of a user, 128 for each row included; 0: "
          "no limit");
ABSL_FLAG(std::int64_t, user_sessions, 10'000,
          "Most sessions that are stored of a user; 0: no limit");
ABSL_FLAG(std::int64_t, user_recordings, 20'000,
          "Most recordings that are stored of a user; 0: no limit");
ABSL_FLAG(std::int64_t, user_transcripts, 500'000,
          "Most transcripts that are stored of a user; 0: no limit");
ABSL_FLAG(double, user_waiting_minutes, 60,
          "Most audio of a user that waits to be heard, in minutes as estimated; 0: no limit");
ABSL_FLAG(std::int64_t, user_waiting_recordings, 1'000,
          "Most recordings of a user that wait to be heard; 0: no limit");
ABSL_FLAG(int, session_grace_seconds, 60,
          "How long a recording waits for more, when nothing happens in its session");
ABSL_FLAG(int, recording_hours, 168, "How long recordings are kept, in hours");
ABSL_FLAG(int, session_days, 90, "How long sessions that nobody uses are kept, in days");
ABSL_FLAG(int, repeat_window_ms, 10'000, "Same words within this time are a repeat, in ms");
ABSL_FLAG(int, note_threads, 32, "Transcripts that are turned into notes at a time");
ABSL_FLAG(int, transcription_threads, 2, "Recordings that are turned into words at a time");
ABSL_FLAG(int, improvement_threads, 4, "Plain notes that are improved at a time");
ABSL_FLAG(int, work_lease_ms, 5'000,
          "How long what a replica worked on stays its own after it died, in ms");
ABSL_FLAG(int, transcription_ms, 60'000,
          "For the first try to hear a recording, in ms; later ones have up to four times as much");
ABSL_FLAG(int, plain_after_ms, 15'000,
          "How long words wait for a model before they are noted as they were spoken, in ms");
ABSL_FLAG(int, improve_ms, 120'000,
          "How long a model may take to improve a note that was made without it, in ms");
ABSL_FLAG(int, improve_hours, 24, "How long a model is asked for a better note, in hours");
ABSL_FLAG(int, refine_answer_ms, 8'500,
          "How long who asks to refine a note is kept waiting, in ms; clients give up after 10 s");
ABSL_FLAG(int, refine_ms, 30'000, "How long a vision model may take, in ms");
ABSL_FLAG(int, refine_threads, 8, "Notes that are refined at a time; as many more may wait");
ABSL_FLAG(int, max_image_bytes, 6 << 20, "Largest frame that a note is refined by, in bytes");

LOSSY_FLAG_RANGE(session_threads, 1, 1024);
LOSSY_FLAG_RANGE(max_recording_bytes, 1024, std::int64_t{1} << 30);
LOSSY_FLAG_RANGE(max_recording_seconds, 1, 86'400);
LOSSY_FLAG_RANGE(opus_bytes_per_second, 1, 1e6);
LOSSY_FLAG_RANGE(min_handover_bytes, 0, std::int64_t{1} << 30);
LOSSY_FLAG_RANGE(user_stored_bytes, 0, std::int64_t{1} << 50);
LOSSY_FLAG_RANGE(user_sessions, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(user_recordings, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(user_transcripts, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(user_waiting_minutes, 0, 1e6);
LOSSY_FLAG_RANGE(user_waiting_recordings, 0, 1'000'000'000);
LOSSY_FLAG_RANGE(recording_pause_seconds, 0, 3600);
LOSSY_FLAG_RANGE(session_grace_seconds, 1, 86'400);
LOSSY_FLAG_RANGE(recording_hours, 0, 876'000);
LOSSY_FLAG_RANGE(session_days, 1, 36'500);
LOSSY_FLAG_RANGE(repeat_window_ms, 0, 3'600'000);
LOSSY_FLAG_RANGE(note_threads, 1, 1024);
LOSSY_FLAG_RANGE(transcription_threads, 1, 1024);
LOSSY_FLAG_RANGE(improvement_threads, 1, 1024);
LOSSY_FLAG_RANGE(work_lease_ms, 100, 3'600'000);
LOSSY_FLAG_RANGE(transcription_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(plain_after_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(improve_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(improve_hours, 0, 8760);
LOSSY_FLAG_RANGE(refine_answer_ms, 1, 600'000);
LOSSY_FLAG_RANGE(refine_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(refine_threads, 1, 1024);
LOSSY_FLAG_RANGE(max_image_bytes, 1024, 1 << 30);

namespace lossy::agent {
namespace {

absl::Duration Milliseconds(const absl::Flag<int>& flag) {
  return absl::Milliseconds(std::max(1, absl::GetFlag(flag)));
}

Dispatcher::Options Dispatching(const absl::Flag<int>& threads, absl::Duration poll) {
  return {.threads = std::max(1, absl::GetFlag(threads)),
          .lease = Milliseconds(FLAGS_work_lease_ms),
          .poll = poll};
}

}  // namespace

StorageLimits StorageLimitsFromFlags() {
  return {.bytes = absl::GetFlag(FLAGS_user_stored_bytes),
          .sessions = absl::GetFlag(FLAGS_user_sessions),
          .recordings = absl::GetFlag(FLAGS_user_recordings),
          .transcripts = absl::GetFlag(FLAGS_user_transcripts),
          .waiting_recordings = absl::GetFlag(FLAGS_user_waiting_recordings),
          .waiting = absl::Minutes(absl::GetFlag(FLAGS_user_waiting_minutes))};
}

SessionStore::Limits RecordingLimitsFromFlags(SoundDecoder* decoder) {
  return {.recording = {.max_bytes = absl::GetFlag(FLAGS_max_recording_bytes),
                        .max_seconds = absl::GetFlag(FLAGS_max_recording_seconds),
                        .pause_within_seconds = absl::GetFlag(FLAGS_recording_pause_seconds),
                        .opus_rate = std::max(1.0, absl::GetFlag(FLAGS_opus_bytes_per_second)),
                        .min_handover_bytes = absl::GetFlag(FLAGS_min_handover_bytes),
                        .decoder = decoder},
          .stored = StorageLimitsFromFlags()};
}

TranscriptStore::Options TranscriptsFromFlags() {
  return {.repeat_window = absl::Milliseconds(absl::GetFlag(FLAGS_repeat_window_ms)),
          .overdue_after = Milliseconds(FLAGS_plain_after_ms),
          .stored = StorageLimitsFromFlags()};
}

TranscriptPipeline::Options PipelineFromFlags() {
  TranscriptPipeline::Options options;
  options.hearing = Dispatching(FLAGS_transcription_threads, options.hearing.poll);
  options.noting = Dispatching(FLAGS_note_threads, options.noting.poll);
  options.improving = Dispatching(FLAGS_improvement_threads, options.improving.poll);
  options.overdue.lease = Milliseconds(FLAGS_work_lease_ms);
  options.hear.patience = Milliseconds(FLAGS_transcription_ms);
  options.note.plain_after = Milliseconds(FLAGS_plain_after_ms);
  options.improve.patience = Milliseconds(FLAGS_improve_ms);
  options.max_answers = OpenAiMaxAnswers();
  options.improve.give_up_after = absl::Hours(absl::GetFlag(FLAGS_improve_hours));
  return options;
}

NoteRefiner::Options RefineryFromFlags() {
  return {.answer_within = Milliseconds(FLAGS_refine_answer_ms),
          .patience = Milliseconds(FLAGS_refine_ms),
          .threads = std::max(1, absl::GetFlag(FLAGS_refine_threads)),
          .max_image_bytes = static_cast<std::size_t>(absl::GetFlag(FLAGS_max_image_bytes))};
}

int SessionThreads() { return std::max(1, absl::GetFlag(FLAGS_session_threads)); }

absl::Duration SessionGrace() { return absl::Seconds(absl::GetFlag(FLAGS_session_grace_seconds)); }

absl::Duration RecordingAge() { return absl::Hours(absl::GetFlag(FLAGS_recording_hours)); }

absl::Duration SessionAge() { return absl::Hours(24) * absl::GetFlag(FLAGS_session_days); }

}  // namespace lossy::agent
