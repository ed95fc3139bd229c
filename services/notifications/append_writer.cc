#include "services/notifications/append_writer.h"

#include <utility>

#include "absl/time/clock.h"
#include "base/error/error.h"

namespace lossy::notifications {
namespace {

// What the event itself may be the reason for. Others of its batch must not suffer from it.
bool MayBeOneEventsFault(const absl::Status& status) {
  return !absl::IsUnavailable(status) && !absl::IsDeadlineExceeded(status) &&
         !absl::IsAborted(status);
}

}  // namespace

AppendWriter::AppendWriter(LogStore& store, const Options& options, AppendMetrics& metrics)
    : store_(store), options_(options), metrics_(metrics), thread_([this] { Run(); }) {}

AppendWriter::~AppendWriter() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  queued_.notify_all();
  thread_.join();
  for (const auto& each : waiting_) each->answer.set_value(base::Unavailable("stopping"));
}

absl::StatusOr<LogStore::Place> AppendWriter::Append(LogStore::NewEvent event,
                                                     absl::Duration timeout) {
  const absl::Time start = absl::Now();
  absl::StatusOr<std::future<Answer>> answer = Queue(std::move(event), start + timeout);
  if (!answer.ok()) return answer.status();
  if (answer->wait_for(absl::ToChronoMicroseconds(timeout)) != std::future_status::ready) {
    return base::Unavailable("the log takes too long");
  }
  metrics_.seconds.Observe(absl::ToDoubleSeconds(absl::Now() - start));
  return answer->get();
}

absl::StatusOr<std::future<AppendWriter::Answer>> AppendWriter::Queue(LogStore::NewEvent event,
                                                                      absl::Time deadline) {
  const std::size_t bytes = event.topic.size() + event.event_id.size() + event.event.ByteSizeLong();
  auto waiting = std::make_unique<Waiting>(
      Waiting{.event = std::move(event), .bytes = bytes, .deadline = deadline, .answer = {}});
  std::future<Answer> answer = waiting->answer.get_future();
  {
    std::lock_guard lock(mutex_);
    if (stop_ || waiting_.size() >= options_.queue_events ||
        waiting_bytes_ + bytes > options_.queue_bytes) {
      return base::Unavailable("too much waits for the log");
    }
    waiting_.push_back(std::move(waiting));
    waiting_bytes_ += bytes;
  }
  queued_.notify_one();
  return answer;
}

void AppendWriter::Run() {
  for (;;) {
    Batch batch = Take();
    if (batch.empty()) return;
    metrics_.batch_events.Observe(static_cast<double>(batch.size()));
    Write(std::move(batch));
  }
}

AppendWriter::Batch AppendWriter::Take() {
  Batch batch;
  std::size_t bytes = 0;
  std::unique_lock lock(mutex_);
  while (batch.empty()) {
    queued_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
    if (stop_) return {};
    const absl::Time now = absl::Now();
    while (!waiting_.empty() && batch.size() < options_.batch_events &&
           (batch.empty() || bytes + waiting_.front()->bytes <= options_.batch_bytes)) {
      std::unique_ptr<Waiting> next = std::move(waiting_.front());
      waiting_.pop_front();
      waiting_bytes_ -= next->bytes;
      // Nobody waits for it any more.
      if (next->deadline < now) continue;
      bytes += next->bytes;
      batch.push_back(std::move(next));
    }
  }
  return batch;
}

void AppendWriter::Write(Batch batch) {
  std::vector<const LogStore::NewEvent*> events;
  events.reserve(batch.size());
  for (const auto& each : batch) events.push_back(&each->event);
  const absl::StatusOr<std::vector<LogStore::Place>> places = store_.Append(events);
  if (!places.ok() && batch.size() > 1 && MayBeOneEventsFault(places.status())) {
    return WriteEach(std::move(batch));
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    batch[i]->answer.set_value(places.ok() ? Answer((*places)[i]) : places.status());
  }
}

void AppendWriter::WriteEach(Batch batch) {
  for (std::unique_ptr<Waiting>& each : batch) {
    Batch alone;
    alone.push_back(std::move(each));
    Write(std::move(alone));
  }
}

}  // namespace lossy::notifications
