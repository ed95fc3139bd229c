#include "base/trace/span_exporter.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "base/log/log.h"
#include "base/log/quiet_thread.h"
#include "base/metrics/add_metric.h"
#include "base/time/clock.h"
#include "base/trace/span_post.h"

namespace lossy::base {
namespace {

prometheus::Counter& AddDropped(prometheus::Registry& registry, const std::string& reason) {
  return AddCounter(registry, "lossy_trace_spans_dropped_total",
                    "Spans that were not exported, by reason: queue_full or export_failed",
                    {{"reason", reason}});
}

// The statuses after which OTLP asks for another try.
bool MayPass(int status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

}  // namespace

SpanExporter::SpanExporter(Options options, TraceResource resource, prometheus::Registry& registry)
    : options_(std::move(options)),
      resource_(std::move(resource)),
      stop_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      exported_(AddCounter(registry, "lossy_trace_spans_exported_total",
                           "Spans that the receiver of traces has accepted")),
      queue_full_(AddDropped(registry, "queue_full")),
      refused_(AddDropped(registry, "export_failed")),
      thread_(QuietThread([this] { Run(); })) {}

SpanExporter::~SpanExporter() {
  Stop(absl::ZeroDuration());
  close(stop_fd_);
}

void SpanExporter::Accept(std::unique_ptr<SpanRecord> span) {
  MutexLock lock(mutex_);
  if (stop_ || queue_.size() >= options_.queue_spans) {
    queue_full_.Increment();
    return;
  }
  queue_.push_back(std::move(span));
  // The thread sleeps without a deadline while the queue is empty, and else until a batch is full.
  if (queue_.size() == 1 || queue_.size() == options_.batch_spans) changed_.NotifyOne();
}

void SpanExporter::Stop(absl::Duration flush) {
  {
    MutexLock lock(mutex_);
    stop_ = true;
    changed_.NotifyAll();
    const absl::Time deadline = SteadyNow() + flush;
    while ((sending_ || !queue_.empty()) && SteadyNow() < deadline) {
      changed_.WaitUntil(mutex_, deadline);
    }
    abort_ = true;
    changed_.NotifyAll();
    eventfd_write(stop_fd_, 1);
  }
  if (thread_.joinable()) thread_.join();
}

void SpanExporter::Run() {
  for (;;) {
    const Batch batch = Await();
    if (batch.empty()) return;
    Send(batch);
    MutexLock lock(mutex_);
    sending_ = false;
    changed_.NotifyAll();
  }
}

SpanExporter::Batch SpanExporter::Await() {
  MutexLock lock(mutex_);
  while (queue_.empty() && !stop_) changed_.Wait(mutex_);
  const absl::Time due = SteadyNow() + options_.interval;
  while (queue_.size() < options_.batch_spans && !stop_ && SteadyNow() < due) {
    changed_.WaitUntil(mutex_, due);
  }
  Batch batch;
  if (abort_) return batch;
  const std::size_t size = std::min(queue_.size(), options_.batch_spans);
  std::move(queue_.begin(), queue_.begin() + size, std::back_inserter(batch));
  queue_.erase(queue_.begin(), queue_.begin() + size);
  sending_ = !batch.empty();
  return batch;
}

void SpanExporter::Send(const Batch& batch) {
  const std::string body = EncodeSpanBatch(resource_, batch);
  absl::BitGen random;
  bool again = true;
  for (int tries = 1; again; ++tries) {
    if (Try(body, &again)) return exported_.Increment(static_cast<double>(batch.size()));
    if (tries >= options_.tries) break;
    if (again && !Pause(Jitter(options_.backoff.After(tries), 0.5, random))) break;
  }
  refused_.Increment(static_cast<double>(batch.size()));
}

bool SpanExporter::Try(const std::string& body, bool* again) {
  const absl::StatusOr<int> status =
      PostSpans(options_.endpoint, options_.ca_file, body,
                {.deadline = SteadyNow() + options_.limit, .stop_fd = stop_fd_});
  if (status.ok() && *status >= 200 && *status < 300) return true;
  *again = status.ok() ? MayPass(*status) : !absl::IsCancelled(status.status());
  LogFailure(status.ok() ? absl::StrCat("the endpoint answered HTTP ", *status)
                         : std::string(status.status().message()));
  return false;
}

bool SpanExporter::Pause(absl::Duration time) {
  MutexLock lock(mutex_);
  const absl::Time until = SteadyNow() + time;
  while (!abort_ && SteadyNow() < until) changed_.WaitUntil(mutex_, until);
  return !abort_;
}

void SpanExporter::LogFailure(absl::string_view problem) {
  const absl::optional<std::int64_t> times = failures_.Pass();
  if (!times) return;
  Log(LogLevel::kWarning, "trace_export_failed",
      {{"endpoint", absl::string_view(options_.endpoint.Authority())},
       {"problem", problem},
       {"times", *times}});
}

}  // namespace lossy::base
