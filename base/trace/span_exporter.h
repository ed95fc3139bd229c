#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "base/log/log_limiter.h"
#include "base/retry/backoff.h"
#include "base/sync/mutex.h"
#include "base/trace/span_batch.h"
#include "base/trace/trace_endpoint.h"
#include "base/trace/tracer.h"
#include "prometheus/registry.h"

namespace lossy::base {

// Sends spans to a receiver with OTLP over HTTP (protobuf), in batches, on a thread of its own. The
// queue is bounded: a span that does not fit is dropped and counted, so no caller ever waits for
// the receiver. The exporter repeats a batch after a failure that may pass (no connection, no
// answer, 429, 502, 503, 504) and then drops it. Thread-safe.
class SpanExporter final : public SpanSink {
 public:
  struct Options {
    TraceEndpoint endpoint;
    std::string ca_file;  // PEM; empty: the system's authorities.
    std::size_t queue_spans = 4096;
    std::size_t batch_spans = 512;
    // The longest time that a span waits for a full batch.
    absl::Duration interval = absl::Seconds(1);
    // The longest time of one try to send a batch.
    absl::Duration limit = absl::Seconds(5);
    int tries = 3;
    Backoff backoff = {.first = absl::Milliseconds(500), .longest = absl::Seconds(5)};
  };

  // `registry` must outlive the exporter.
  SpanExporter(Options options, TraceResource resource, prometheus::Registry& registry);
  // Stops with a flush of zero.
  ~SpanExporter() override;

  void Accept(std::unique_ptr<SpanRecord> span) override;

  // Sends the queued spans for at most `flush`, then ends the thread. Later spans are dropped.
  void Stop(absl::Duration flush);

 private:
  using Batch = std::vector<std::unique_ptr<SpanRecord>>;

  void Run();
  // Blocks until a batch is due. Returns an empty one when the exporter stops.
  Batch Await();
  void Send(const Batch& batch);
  // Returns true if the receiver has taken the batch. Sets `again` if another try may succeed.
  bool Try(const std::string& body, bool* again);
  // Blocks for a time. Returns false if the exporter must stop at once.
  bool Pause(absl::Duration time);
  void LogFailure(absl::string_view problem);

  const Options options_;
  const TraceResource resource_;
  const int stop_fd_;  // Readable when the thread must end at once.
  prometheus::Counter& exported_;
  prometheus::Counter& queue_full_;
  prometheus::Counter& refused_;
  LogLimiter failures_{absl::Minutes(1)};

  Mutex mutex_;
  CondVar changed_;
  std::deque<std::unique_ptr<SpanRecord>> queue_ LOSSY_GUARDED_BY(mutex_);
  bool sending_ LOSSY_GUARDED_BY(mutex_) = false;
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;   // No span is accepted; the queue is sent.
  bool abort_ LOSSY_GUARDED_BY(mutex_) = false;  // The thread ends at once.

  std::thread thread_;
};

}  // namespace lossy::base
