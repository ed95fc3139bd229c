#include "services/notifications/log/append_writer.h"

#include <utility>

#include "base/error/error.h"
#include "base/time/clock.h"

namespace lossy::notifications {
namespace {

// Returns true if one event may have caused the error. The others of its batch must not fail for
// it.
bool MayBeOneEventsFault(const absl::Status& status) {
  return !absl::IsUnavailable(status) && !absl::IsDeadlineExceeded(status) &&
         !absl::IsAborted(status);
}

std::size_t BytesOf(const std::vector<LogStore::NewEvent>& events) {
  std::size_t bytes = 0;
  for (const LogStore::NewEvent& event : events) {
    bytes += event.topic.size() + event.event_id.size() + event.event.ByteSizeLong();
  }
  return bytes;
}

}  // namespace

AppendWriter::AppendWriter(LogStore& store, const Options& options, AppendMetrics& metrics)
    : store_(store), options_(options), metrics_(metrics), thread_([this] { Run(); }) {}

AppendWriter::~AppendWriter() {
  {
    base::MutexLock lock(mutex_);
    stop_ = true;
  }
  queued_.NotifyAll();
  thread_.join();
  for (const auto& each : waiting_) each->answer.set_value(base::Unavailable("stopping"));
}

std::future<AppendWriter::Answer> AppendWriter::Append(Unit unit, absl::Time deadline) {
  const std::size_t events = unit->size(), bytes = BytesOf(*unit);
  auto waiting = std::make_unique<Waiting>(Waiting{.unit = std::move(unit),
                                                   .bytes = bytes,
                                                   .queued_at = base::SteadyNow(),
                                                   .deadline = deadline,
                                                   .answer = {}});
  std::future<Answer> answer = waiting->answer.get_future();
  {
    base::MutexLock lock(mutex_);
    if (stop_ || waiting_events_ + events > options_.queue_events ||
        waiting_bytes_ + bytes > options_.queue_bytes) {
      waiting->answer.set_value(base::Unavailable("too much waits for the log"));
      return answer;
    }
    waiting_.push_back(std::move(waiting));
    waiting_events_ += events;
    waiting_bytes_ += bytes;
  }
  queued_.NotifyOne();
  return answer;
}

void AppendWriter::Run() {
  for (;;) {
    Batch batch = Take();
    if (batch.empty()) return;
    Write(std::move(batch));
  }
}

AppendWriter::Batch AppendWriter::Take() {
  Batch batch;
  std::size_t events = 0, bytes = 0;
  base::MutexLock lock(mutex_);
  while (batch.empty()) {
    while (!stop_ && waiting_.empty()) queued_.Wait(mutex_);
    if (stop_) return {};
    const absl::Time now = base::SteadyNow();
    while (!waiting_.empty()) {
      const Waiting& front = *waiting_.front();
      const bool fits = events + front.unit->size() <= options_.batch_events &&
                        bytes + front.bytes <= options_.batch_bytes;
      if (!batch.empty() && !fits) break;
      std::unique_ptr<Waiting> next = std::move(waiting_.front());
      waiting_.pop_front();
      waiting_events_ -= next->unit->size();
      waiting_bytes_ -= next->bytes;
      // Its caller has stopped waiting.
      if (next->deadline < now) continue;
      events += next->unit->size();
      bytes += next->bytes;
      batch.push_back(std::move(next));
    }
  }
  return batch;
}

void AppendWriter::Write(Batch batch) {
  std::vector<const LogStore::NewEvent*> events;
  for (const auto& each : batch) {
    for (const LogStore::NewEvent& event : *each->unit) events.push_back(&event);
  }
  metrics_.batch_events.Observe(static_cast<double>(events.size()));
  const absl::StatusOr<std::vector<LogStore::Appended>> places = store_.Append(events);
  if (!places.ok() && batch.size() > 1 && MayBeOneEventsFault(places.status())) {
    return WriteEach(std::move(batch));
  }
  std::size_t next = 0;
  for (const auto& each : batch) {
    if (!places.ok()) {
      Answered(*each, places.status());
      continue;
    }
    const auto first = places->begin() + static_cast<std::ptrdiff_t>(next);
    next += each->unit->size();
    const auto last = places->begin() + static_cast<std::ptrdiff_t>(next);
    Answered(*each, std::vector<LogStore::Appended>(first, last));
  }
}

void AppendWriter::Answered(Waiting& waiting, Answer answer) {
  metrics_.seconds.Observe(absl::ToDoubleSeconds(base::SteadyNow() - waiting.queued_at));
  waiting.answer.set_value(std::move(answer));
}

void AppendWriter::WriteEach(Batch batch) {
  for (std::unique_ptr<Waiting>& each : batch) {
    Batch alone;
    alone.push_back(std::move(each));
    Write(std::move(alone));
  }
}

}  // namespace lossy::notifications
