#include "services/notifications/subscriptions/subscribe_streams.h"

#include <utility>
#include <vector>

#include "services/notifications/subscriptions/request_validator.h"

namespace lossy::notifications {
namespace {

// A stream handles no request while more than this part of its queue is taken.
constexpr std::size_t kBusyPart = 4;

}  // namespace

SubscribeStreams::SubscribeStreams(const Options& options,
                                   std::function<SubscriberState()> make_state,
                                   base::Workers& workers, Metrics& metrics)
    : options_(options), make_state_(std::move(make_state)), workers_(workers), metrics_(metrics) {}

absl::StatusOr<grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>*> SubscribeStreams::Open(
    grpc::CallbackServerContext& context, OnDone on_done) {
  const base::ServerStreamOptions options{.max_unsent_bytes = options_.queue_bytes,
                                          .busy_bytes = options_.queue_bytes / kBusyPart,
                                          .requests_at_once = RequestValidator::kBatchRequests,
                                          .abort_grace = options_.slow_grace};
  base::MutexLock lock(mutex_);
  if (stopped_) return absl::UnavailableError("the server is shutting down");
  if (open_.size() >= options_.max_streams) {
    return absl::ResourceExhaustedError("too many streams");
  }
  auto stream = std::make_shared<SubscribeStream>(options, workers_, context, make_state_(), *this);
  SubscribeStream* const raw = stream.get();
  open_.emplace(raw, OpenStream{.stream = std::move(stream), .on_done = std::move(on_done)});
  metrics_.streams.Increment();
  raw->StartSendInitialMetadata();
  raw->Start();
  return raw;
}

void SubscribeStreams::Stop() {
  std::vector<std::shared_ptr<SubscribeStream>> streams;
  {
    base::MutexLock lock(mutex_);
    stopped_ = true;
    for (const auto& [raw, open] : open_) streams.push_back(open.stream);
  }
  for (const std::shared_ptr<SubscribeStream>& stream : streams) {
    stream->Abort(absl::UnavailableError("the server is shutting down"));
  }
}

void SubscribeStreams::OnClosed(SubscribeStream& stream, const absl::Status& status) {
  metrics_.streams.Decrement();
  OpenStream closed;  // Released after the lock.
  {
    base::MutexLock lock(mutex_);
    auto found = open_.find(&stream);
    closed = std::move(found->second);
    open_.erase(found);
  }
  closed.on_done(status);
}

}  // namespace lossy::notifications
