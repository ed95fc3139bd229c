#include "services/agent/note_maker.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "base/error/error.h"
#include "base/process/log.h"
#include "prometheus/counter.h"
#include "prometheus/histogram.h"
#include "services/values/clean_text.h"

namespace lossy::agent {
namespace {

// No model improves on these: trying again gives the same.
bool IsFinal(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsNotFound(status);
}

// As much as the notes service takes, for words lost are worse than a tail that is missing. It
// spells angle brackets with three bytes.
std::string Fitting(absl::string_view text) {
  static constexpr std::size_t kMaxBytes = 10'000;
  return services::CleanText(absl::StrReplaceAll(text, {{"<", "‹"}, {">", "›"}}), kMaxBytes);
}

notes::v1::CreateNoteRequest ToRequest(const Transcript& transcript, const Draft& draft) {
  notes::v1::CreateNoteRequest request;
  request.set_request_id(transcript.id);
  if (!transcript.context.video_id.empty()) request.set_video_id(transcript.context.video_id);
  request.set_text(Fitting(draft.text));
  request.set_raw_transcript(Fitting(transcript.text));
  request.set_timestamp_seconds(transcript.context.timestamp_seconds);
  request.set_category(draft.category);
  request.set_confidence(draft.confidence);
  return request;
}

v1::SessionEvent NoteCreated(const notes::v1::Note& note) {
  v1::SessionEvent event;
  v1::SessionNote& told = *event.mutable_note_created();
  told.set_id(note.id());
  told.set_text(note.text());
  told.set_category(note.category());
  if (note.has_confidence()) told.set_confidence(note.confidence());
  told.set_timestamp_seconds(note.timestamp_seconds());
  if (note.has_raw_transcript()) told.set_raw_transcript(note.raw_transcript());
  if (note.has_video_id()) told.set_video_id(note.video_id());
  told.set_timestamp(note.inserted_at().seconds());
  *told.mutable_inserted_at() = note.inserted_at();
  return event;
}

v1::SessionEvent Happened(const char* type, const Draft& draft) {
  v1::SessionEvent event;
  event.mutable_agent_event()->set_type(type);
  event.mutable_agent_event()->set_confidence(draft.confidence);
  return event;
}

}  // namespace

NoteMaker::NoteMaker(PgStore& store, NoteWriter& writer, NoteKeeper& keeper,
                     std::function<void()> on_queued, Options options,
                     prometheus::Registry& registry)
    : store_(store),
      writer_(writer),
      keeper_(keeper),
      on_queued_(std::move(on_queued)),
      options_(options),
      outcomes_(prometheus::BuildCounter()
                    .Name("lossy_agent_transcripts_total")
                    .Help("Transcripts worked on, by outcome")
                    .Register(registry)),
      seconds_(prometheus::BuildHistogram()
                   .Name("lossy_agent_note_seconds")
                   .Help("Time from a transcript to its note")
                   .Register(registry)
                   .Add({}, prometheus::Histogram::BucketBoundaries{
                                0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60})) {
  for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { Loop(); });
}

NoteMaker::~NoteMaker() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void NoteMaker::Wake() {
  {
    std::lock_guard lock(mutex_);
    ++woken_;
  }
  changed_.notify_one();
}

void NoteMaker::Loop() {
  for (;;) {
    if (WorkOnce() > 0) {
      // More may be there, if only what an earlier one of the same session held up.
      std::lock_guard lock(mutex_);
      if (stop_) return;
      continue;
    }
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, absl::ToChronoMilliseconds(options_.poll),
                      [this] { return woken_ > 0 || stop_; });
    if (stop_) return;
    woken_ = std::max(0, woken_ - 1);
  }
}

int NoteMaker::WorkOnce() {
  absl::StatusOr<std::vector<Transcript>> claimed = store_.Claim(options_.batch, options_.lease);
  if (!claimed.ok()) return 0;
  for (const Transcript& transcript : *claimed) Work(transcript);
  return static_cast<int>(claimed->size());
}

void NoteMaker::Work(const Transcript& transcript) {
  absl::StatusOr<Draft> draft = writer_.Write({.text = transcript.text});
  if (!draft.ok()) {
    return IsFinal(draft.status()) ? Fail(transcript, draft.status())
                                   : Retry(transcript, draft.status());
  }
  if (draft->text.empty()) return Skip(transcript, *draft, "noise");
  if (draft->confidence < options_.min_confidence) {
    return Skip(transcript, *draft, "low_confidence");
  }
  MakeNote(transcript, *draft);
}

void NoteMaker::MakeNote(const Transcript& transcript, const Draft& draft) {
  absl::StatusOr<notes::v1::Note> note =
      keeper_.Create(transcript.user_id, transcript.request_id, ToRequest(transcript, draft));
  if (!note.ok()) {
    return IsFinal(note.status()) ? Fail(transcript, note.status())
                                  : Retry(transcript, note.status());
  }
  v1::SessionEvent happened = Happened("note_created", draft);
  happened.mutable_agent_event()->set_note_id(note->id());
  Finish(transcript, Fate::kNoted, {NoteCreated(*note), happened});
  seconds_.Observe(absl::ToDoubleSeconds(absl::Now() - transcript.spoken_at));
}

void NoteMaker::Skip(const Transcript& transcript, const Draft& draft, const char* reason) {
  v1::SessionEvent happened = Happened("note_skipped", draft);
  happened.mutable_agent_event()->set_reason(reason);
  Finish(transcript, Fate::kSkipped, {happened});
}

void NoteMaker::Fail(const Transcript& transcript, const absl::Status& status) {
  v1::SessionEvent event;
  event.mutable_agent_event()->set_type("structuring_failed");
  *event.mutable_agent_event()->mutable_error() = base::ToError(status);
  Finish(transcript, Fate::kFailed, {event});
}

void NoteMaker::Retry(const Transcript& transcript, const absl::Status& status) {
  base::Log(base::LogLevel::kWarning, "note_delayed",
            {{"transcript_id", absl::string_view(transcript.id)},
             {"request_id", absl::string_view(transcript.request_id)},
             {"attempts", std::int64_t{transcript.attempts}},
             {"problem", status.message()}});
  outcomes_.Add({{"outcome", "retried"}}).Increment();
  const int doublings = std::min(transcript.attempts, 16) - 1;
  const absl::Duration rest =
      std::min(options_.first_rest * static_cast<double>(1 << doublings), options_.longest_rest);
  store_.Release(transcript, rest).IgnoreError();
}

void NoteMaker::Finish(const Transcript& transcript, Fate fate,
                       const std::vector<v1::SessionEvent>& events) {
  const absl::Status status = store_.Finish(transcript, fate, events);
  // The lease runs out, and somebody does it again; the note stays the same.
  if (!status.ok()) return Retry(transcript, status);
  constexpr const char* kNames[] = {"noted", "skipped", "failed"};
  outcomes_.Add({{"outcome", kNames[static_cast<int>(fate)]}}).Increment();
  on_queued_();
}

}  // namespace lossy::agent
