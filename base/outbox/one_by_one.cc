#include "base/outbox/one_by_one.h"

#include <atomic>
#include <latch>
#include <memory>
#include <utility>

#include "base/trace/continued_trace.h"
#include "base/trace/current_trace.h"
#include "base/workers/workers.h"

namespace lossy::base {
namespace {

using Deliver = std::function<absl::Status(const Outgoing&)>;
using Queue = std::vector<std::size_t>;  // Indices in the batch.

std::map<absl::string_view, Queue> ByTarget(absl::Span<const Outgoing> batch) {
  std::map<absl::string_view, Queue> queues;
  for (std::size_t i = 0; i < batch.size(); ++i) queues[batch[i].target].push_back(i);
  return queues;
}

// The call of `deliver` continues the trace of the item.
absl::Status DeliverTraced(const Deliver& deliver, const Outgoing& item) {
  Span span = ContinueSpan("outbox_call", SpanKind::kConsumer, item.trace);
  span.Set("lossy.outbox.kind", item.kind);
  span.Set("lossy.outbox.id", item.id);
  const CurrentTrace current(span.context());
  absl::Status status = deliver(item);
  span.SetStatus(status);
  return status;
}

std::vector<absl::Status> DeliverBatch(Workers& workers, const Deliver& deliver,
                                       absl::Span<const Outgoing> batch) {
  const std::map<absl::string_view, Queue> queues = ByTarget(batch);
  std::vector<absl::Status> statuses(batch.size(), absl::CancelledError("not its turn"));
  std::atomic<bool> unavailable{false};
  std::latch done(static_cast<std::ptrdiff_t>(queues.size()));
  for (const auto& [target, queue] : queues) {
    workers.Post([&, queue = &queue] {
      for (const std::size_t place : *queue) {
        if (unavailable) break;
        statuses[place] = DeliverTraced(deliver, batch[place]);
        if (absl::IsUnavailable(statuses[place])) unavailable = true;
        if (!statuses[place].ok() && !absl::IsInvalidArgument(statuses[place])) break;
      }
      done.count_down();
    });
  }
  done.wait();
  return statuses;
}

}  // namespace

Relay::Handler OneByOne(Deliver deliver, int threads) {
  return [workers = std::make_shared<Workers>(threads), deliver = std::move(deliver)](
             absl::Span<const Outgoing> batch) { return DeliverBatch(*workers, deliver, batch); };
}

}  // namespace lossy::base
